"""A leveraged trader as an object with attributes of its own."""

import math
from typing import TYPE_CHECKING

import mesa

if TYPE_CHECKING:
    from benchmarks.twin.model import TwinModel
    from benchmarks.twin.pool import Pool


class Trader(mesa.Agent):
    """Holds; every step it looks whether its position is safe, and tells its pool if it is not."""

    def __init__(
        self, model: "TwinModel", account: int, pool: "Pool", collateral: dict[str, float], scaled_debt: float
    ) -> None:
        super().__init__(model)
        self.account = account
        self.pool = pool
        self.collateral = collateral  # asset -> units pledged
        self.scaled_debt = scaled_debt  # units owed over the pool's borrow index

    @property
    def debt(self) -> float:
        """Units owed, interest included."""
        return self.scaled_debt * self.pool.borrow_index

    def health(self) -> float:
        """Threshold-weighted collateral value over debt value; infinite without debt."""
        pool = self.pool
        owed = self.scaled_debt * pool.borrow_index * pool.debt_price
        if owed <= 0.0:
            return math.inf
        counted = 0.0
        for asset, units in self.collateral.items():
            counted += units * pool.counted_price[asset]
        return counted / owed

    def step(self) -> None:
        """Tell the pool if the position is unsafe."""
        if self.health() < 1.0:
            self.pool.unsafe.append(self)
