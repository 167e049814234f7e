"""Blocks with room for so many orders."""

from dataclasses import dataclass
from typing import Annotated

from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.checks import Range
from firesale.market.ordering.base import Ordering, Orders


@dataclass(frozen=True)
class BlockSpace(Ordering):
    """The highest priority fees get in, equal fees by lottery; who is left out is refused and may send again in the next round.

    A bundle is one order, whatever is in it. Source: first-price gas auctions of Ethereum before August 2021, whose blocks were full on 12 March
    2020 (unverified).
    """

    orders_per_round: Annotated[int, Range(1)] = 100

    @override
    def rank(self, orders: Orders) -> list[FloatArray]:
        return [-orders.priority_fee, orders.draws.uniform()]

    @override
    def room(self) -> int | None:
        return self.orders_per_round
