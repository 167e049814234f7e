"""Funding by imbalance: longs over shorts against mark over index."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.checks import NotNegative, Positive
from firesale.market.funding.base import Conditions, FundingRule

Number = FloatArray | float


def imbalance_rate(long: Number, short: Number, mark: FloatArray, index: FloatArray, strength: float) -> FloatArray:
    """What longs pay per payment: strength (mark / index - long / short). Source: arXiv:2512.01112, where gamma is what longs receive."""
    return strength * (mark / index - np.asarray(long) / short)


@dataclass(frozen=True)
class Imbalance(FundingRule):
    """Longs pay if the market is further above its index than longs outweigh shorts. Source: arXiv:2512.01112.

    With nobody short the rate is the lowest, with nobody at all it is that of balance.
    """

    strength: NotNegative = 0.01  # per period
    period: Positive = 28_800.0  # seconds that the rate is for
    largest: NotNegative = 0.03  # of the value of a position per payment, either way

    @override
    def rate(self, conditions: Conditions) -> FloatArray:
        nobody = (conditions.long == 0.0) & (conditions.short == 0.0)
        long, short = np.where(nobody, 1.0, conditions.long), np.where(nobody, 1.0, conditions.short)
        with np.errstate(divide="ignore", over="ignore"):
            whole = imbalance_rate(long, short, conditions.mark, conditions.index, 1.0)
        part = self.strength * conditions.seconds / self.period
        with np.errstate(invalid="ignore", over="ignore"):
            scaled = np.where(part > 0.0, whole * part, 0.0)
        return np.clip(scaled, -self.largest, self.largest)
