"""Random start: accounts in a circle, from a random one on."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.deleveraging.base import Candidates, Deleveraging, in_turn


@dataclass(frozen=True)
class RandomStart(Deleveraging):
    """No ranking: one after the other in the order of accounts, beginning anywhere. Source: dYdX v4, `OffsetSubaccountPerpetualPosition`."""

    @override
    def closed(self, amount: float, candidates: Candidates, draw: float) -> FloatArray:
        count = len(candidates.size)
        return in_turn(amount, candidates.most, np.roll(np.arange(count), -int(draw * count)))
