"""Highest priority fee first."""

from dataclasses import dataclass

from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.ordering.base import Ordering, Orders


@dataclass(frozen=True)
class HighestFee(Ordering):
    """A priority gas auction; equal fees are settled by lottery. Source: Daian et al., Flash Boys 2.0 (IEEE S&P 2020)."""

    @override
    def rank(self, orders: Orders) -> list[FloatArray]:
        return [-orders.priority_fee, orders.draws.uniform()]
