"""Lowest rate first: coins are redeemed against the vaults that pay the least interest, so that a rate is the price of not being redeemed."""

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.checks import Fraction, NotNegative, Positive
from firesale.market.redemption.base import Redemption


@dataclass(frozen=True)
class LowestRateFirst(Redemption):
    """The fee stays in the vault, and a vault may be left with a debt of any size. Who pays alike comes in the order of the book.

    Redemptions across branches by what is unbacked are not here: a venue of vaults is one branch. A vault that is nearly empty keeps its place in the
    order (there it is taken first of all). Source: Liquity v2, `TroveManager.redeemCollateral` and `CollateralRegistry.sol`.
    """

    fee_stays: ClassVar[bool] = True
    leaves_small_debts: ClassVar[bool] = True

    half_life: Positive = 21_600.0  # seconds in which the base rate halves
    divisor: Positive = 1.0  # a redemption raises the base rate by its share of the supply over this
    least_fee: Fraction = 0.005  # of what is redeemed
    least_ratio: Positive = 1.0  # collateral value per debt value below which a vault is not redeemed
    clock: NotNegative = 60.0  # seconds: the base rate decays at whole multiples of it; 0: all the time

    @override
    def counted(self, seconds: float) -> float:
        """Whole minutes. Source: Liquity v2, `CollateralRegistry._minutesPassedSinceLastFeeOp`."""
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
        """Nothing: new debt costs some days of interest (`upfront_fee` of the vaults), whatever is redeemed."""
        return 0.0

    @override
    def queue(self, ratio: FloatArray, rate: FloatArray) -> IntArray:
        order: IntArray = np.argsort(rate, kind="stable")
        return order[ratio[order] >= self.least_ratio]
