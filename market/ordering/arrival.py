"""First come, first served: groups in the order of the scenario."""

from dataclasses import dataclass

from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.ordering.base import Ordering, Orders


@dataclass(frozen=True)
class Arrival(Ordering):
    """Orders are executed as they came."""

    @override
    def rank(self, orders: Orders) -> list[FloatArray]:
        return []
