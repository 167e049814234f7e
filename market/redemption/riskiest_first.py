"""Riskiest first: coins are redeemed against the vaults with the least collateral per debt, at a fee that rises with what is redeemed."""

import math
from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.checks import Fraction, NotNegative, Positive
from firesale.market.redemption.base import Redemption


@dataclass(frozen=True)
class RiskiestFirst(Redemption):
    """The base rate rises by a part of the share of the supply that is redeemed, and halves with time; it makes borrowing dearer too.

    The defaults are those of Liquity v1; version 2 is `lowest_rate_first`. Source: Liquity v1, `TroveManager.sol`.
    """

    half_life: Positive = 43_200.0  # seconds in which the base rate halves
    divisor: Positive = 2.0  # a redemption raises the base rate by its share of the supply over this
    least_fee: Fraction = 0.005  # of what is borrowed or redeemed
    most_borrowing_fee: Fraction = 0.05  # of what is borrowed
    least_ratio: Positive = 1.1  # collateral value per debt value below which a vault is liquidated, not redeemed
    clock: NotNegative = 60.0  # seconds: the base rate decays at whole multiples of it; 0: all the time

    @override
    def open_at(self, total_ratio: float) -> bool:
        """Source: Liquity v1, `TroveManager._requireTCRoverMCR`."""
        return total_ratio >= self.least_ratio

    @override
    def counted(self, seconds: float) -> float:
        """Whole minutes. Source: Liquity v1, `TroveManager._minutesPassedSinceLastFeeOp`."""
        return self.clock * math.floor(seconds / self.clock) if self.clock > 0.0 else seconds

    @override
    def decayed(self, rate: float, seconds: float) -> float:
        return float(rate * 0.5 ** (self.counted(seconds) / self.half_life))

    @override
    def raised(self, rate: float, redeemed: float, supply: float) -> float:
        return min(1.0, rate + redeemed / supply / self.divisor)

    @override
    def redemption_fee(self, rate: float) -> float:
        return min(self.least_fee + rate, 1.0)

    @override
    def borrowing_fee(self, rate: float, recovery: bool) -> float:
        """The same with a ceiling of its own, and nothing in recovery mode. Source: Liquity v1, `BorrowerOperations.openTrove`."""
        return 0.0 if recovery else min(self.least_fee + rate, self.most_borrowing_fee)

    @override
    def queue(self, ratio: FloatArray, rate: FloatArray) -> IntArray:
        order: IntArray = np.argsort(ratio, kind="stable")
        return order[ratio[order] >= self.least_ratio]
