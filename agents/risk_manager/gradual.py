"""Gradual: towards what is wanted, a little at each review."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.agents.risk_manager.base import RiskManagerStrategy
from firesale.market.checks import Fraction


@dataclass(frozen=True)
class Gradual(RiskManagerStrategy):
    """Moves the haircut by at most `largest_change` at a review, so that borrowers can follow.

    Source: risk stewards of lending protocols, who may change a threshold by a small step per period only (as remembered, unverified).
    """

    largest_change: Fraction = 0.02  # of the haircut, per review

    @override
    def next_haircut(self, now: float, wanted: float) -> float:
        return float(np.clip(wanted, now - self.largest_change, now + self.largest_change))
