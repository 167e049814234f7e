"""Pro rata: every winner gives the same part of its position."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.deleveraging.base import Candidates, Deleveraging, in_proportion


@dataclass(frozen=True)
class ProRata(Deleveraging):
    """In proportion to size among positions in profit; the others only for what is left. Source: arXiv:2512.01112."""

    @override
    def closed(self, amount: float, candidates: Candidates, draw: float) -> FloatArray:
        winners = np.where(candidates.profit > 0.0, candidates.most, 0.0)
        taken = in_proportion(amount, winners, candidates.size)
        left = amount - float(taken.sum())
        return taken + in_proportion(left, candidates.most - taken, candidates.size) if left > 0.0 else taken
