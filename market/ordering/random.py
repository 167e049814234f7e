"""A fair lottery each round."""

from dataclasses import dataclass

from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.ordering.base import Ordering, Orders


@dataclass(frozen=True)
class Random(Ordering):
    """Every account draws a place; an account's own draw does not depend on who else is there."""

    @override
    def rank(self, orders: Orders) -> list[FloatArray]:
        return [orders.draws.uniform()]
