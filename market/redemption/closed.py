"""Closed: coins are not redeemable."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.checks import Fraction
from firesale.market.redemption.base import Redemption


@dataclass(frozen=True)
class Closed(Redemption):
    """Only who owes coins has a use for them at their peg. Source: Maker, where nothing stands between a vault's debt and the market."""

    offered: ClassVar[bool] = False

    fee: Fraction = 0.0  # of what is borrowed

    @override
    def decayed(self, rate: float, seconds: float) -> float:
        return rate

    @override
    def raised(self, rate: float, redeemed: float, supply: float) -> float:
        return rate

    @override
    def redemption_fee(self, rate: float) -> float:
        return 1.0

    @override
    def borrowing_fee(self, rate: float, recovery: bool) -> float:
        return self.fee

    @override
    def queue(self, ratio: FloatArray, rate: FloatArray) -> IntArray:
        return np.zeros(0, dtype=np.int64)
