"""Fillable price: the discount grows as the account is used up."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.checks import Fraction, NotNegative, Range
from firesale.market.closing.base import ClosingRule, UnsafePosition
from firesale.market.perpetuals.bankruptcy import fillable_price


@dataclass(frozen=True)
class FillablePrice(ClosingRule):
    """No discount at the edge of safety, `spread` times the maintenance margin when nothing is left. Source: dYdX v4, `GetFillablePrice`.

    The largest fee of the chain's main network is unverified.
    """

    adjustment: NotNegative = 1.0  # bankruptcy adjustment: 2 reaches the full discount when half is used up
    spread: Fraction = 0.1  # discount of an account that is used up, over its maintenance margin
    part: Annotated[float, Range(0.0, 1.0, low_excluded=True)] = 1.0  # of a position that may be closed at once
    fee: Fraction = 0.015  # most that the insurance fund takes, of the value closed

    @override
    def price(self, unsafe: UnsafePosition) -> FloatArray:
        return fillable_price(
            unsafe.size * unsafe.mark,
            unsafe.size,
            unsafe.requirement,
            unsafe.value,
            unsafe.total_requirement,
            self.adjustment,
            self.spread,
        )

    @override
    def largest(self, unsafe: UnsafePosition) -> FloatArray:
        return np.abs(unsafe.size) * self.part

    @override
    def largest_fee(self, value: FloatArray) -> FloatArray:
        return value * self.fee
