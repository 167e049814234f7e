"""Fixed discount: part of the position, at a fixed distance from the mark."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.checks import Fraction, NotNegative, Range
from firesale.market.closing.base import ClosingRule, UnsafePosition


@dataclass(frozen=True)
class FixedDiscount(ClosingRule):
    """A part at a time while the account is little below its requirement, then all of it.

    Source: Perp v2 Curie, ClearingHouseConfig: penalty 2.5 %, of which half is taken here as the taker's (unverified), parts of 25 %. Hyperliquid
    closes 20 % of positions above 100,000 first, and everything below two thirds of the requirement.
    """

    discount: Annotated[float, Range(0.0, 1.0, high_excluded=True)] = 0.0125  # of the mark, to the taker
    fee: Fraction = 0.0125  # most that the insurance fund takes, of the value closed
    part: Annotated[float, Range(0.0, 1.0, low_excluded=True)] = 0.25  # of a position that may be closed at once
    whole_value: NotNegative = 0.0  # positions of at most this value are closed as a whole, margin units
    whole_health: Fraction = 2.0 / 3.0  # account value over requirement below which everything is closed

    @override
    def price(self, unsafe: UnsafePosition) -> FloatArray:
        return unsafe.mark * (1.0 - np.sign(unsafe.size) * self.discount)

    @override
    def largest(self, unsafe: UnsafePosition) -> FloatArray:
        size = np.abs(unsafe.size)
        small = size * unsafe.mark <= self.whole_value
        whole = small | (unsafe.value < self.whole_health * unsafe.total_requirement)
        return np.where(whole, size, size * self.part)

    @override
    def largest_fee(self, value: FloatArray) -> FloatArray:
        return value * self.fee
