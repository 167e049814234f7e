"""Risk-weighted: the more levered give more."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.checks import NotNegative
from firesale.market.deleveraging.base import Candidates, Deleveraging, in_proportion
from firesale.market.perpetuals.accounts import leverage

LARGEST_LEVERAGE = 1e6
"""An account with next to nothing counts as this levered, so that weights stay finite."""


@dataclass(frozen=True)
class RiskWeighted(Deleveraging):
    """In proportion to size times leverage to a power. Source: arXiv:2512.01112, risk-aware pro rata; power 0 is plain pro rata over all."""

    power: NotNegative = 1.0  # of the leverage

    @override
    def closed(self, amount: float, candidates: Candidates, draw: float) -> FloatArray:
        levered = np.minimum(leverage(candidates.notional, candidates.value), LARGEST_LEVERAGE)
        with np.errstate(over="ignore"):
            weight = candidates.size * np.minimum((levered / LARGEST_LEVERAGE) ** self.power, 1.0)
        return in_proportion(amount, candidates.most, weight)
