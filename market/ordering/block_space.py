"""Congestion: a step has room for so many orders, and the highest priority fees take it."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.market.arrays import BoolArray, FloatArray
from firesale.market.checks import NotNegative, Range
from firesale.market.ordering.base import Ordering, Orders


@dataclass(frozen=True)
class BlockSpace(Ordering):
    """Highest fee first while there is room; what does not fit is refused and may be sent again. Equal fees are settled by lottery.

    An order that is carried out in vain takes room as well. Source: priority gas auctions, Daian et al., Flash Boys 2.0
    (IEEE S&P 2020); the room of a block is its gas limit, here counted in orders.
    """

    space: Annotated[int, Range(1)] = 100  # orders per step, in all of its rounds together
    least_fee: NotNegative = 0.0  # what the rest of the world pays for its orders, numeraire: less does not get in

    @override
    def rank(self, orders: Orders) -> list[FloatArray]:
        return [-orders.priority_fee, orders.draws.uniform()]

    @override
    def admits(self, priority_fee: FloatArray, used: int) -> BoolArray:
        pays = priority_fee >= self.least_fee
        admitted: BoolArray = pays & (used + np.cumsum(pays) <= self.space)
        return admitted
