"""Tiered: larger positions need a larger part of their value."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.errors import BadValueError
from firesale.market.perpetuals.tiers import tier_of, tiered_requirement
from firesale.market.requirements.base import Requirement


@dataclass(frozen=True)
class Tiered(Requirement):
    """One row of numbers per tier, the same tiers for every market. A position beyond the last tier counts as in it.

    Source: Binance USD-M, leverage brackets of BTCUSDT in September 2026, as the freqtrade package lists them.
    """

    largest: tuple[float, ...] = (3e5, 8e5, 3e6, 1.2e7, 7e7, 1e8, 2.3e8, 4.8e8, 6e8, 8e8, 1.2e9, 1.8e9)  # margin units
    maintenance_margin: tuple[float, ...] = (
        0.004, 0.005, 0.0065, 0.01, 0.02, 0.025, 0.05, 0.1, 0.125, 0.15, 0.25, 0.5,
    )  # of the part of a position that lies in the tier  # fmt: skip
    leverage: tuple[float, ...] = (
        150.0,
        100.0,
        75.0,
        50.0,
        25.0,
        20.0,
        10.0,
        5.0,
        4.0,
        3.0,
        2.0,
        1.0,
    )  # largest allowed

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("maintenance_margin", "leverage"):
            if len(getattr(self, name)) != len(self.largest) or not self.largest:
                raise BadValueError(
                    f"Tiered.{name}", getattr(self, name), "one number per tier of largest, at least one"
                )
        self._increasing("largest", self.largest)
        self._increasing("maintenance_margin", self.maintenance_margin)
        for tier, (margin, leverage) in enumerate(zip(self.maintenance_margin, self.leverage, strict=True)):
            if not (leverage >= 1.0 and margin * leverage <= 1.0) or leverage > self.leverage[max(0, tier - 1)]:
                raise BadValueError(
                    "Tiered.leverage", leverage, "falling, from 1 to 1 / maintenance_margin of the tier"
                )

    def _increasing(self, name: str, values: tuple[float, ...]) -> None:
        if not (values[0] > 0.0 and np.all(np.diff(values) >= 0.0) and np.isfinite(values).all()):
            raise BadValueError(f"Tiered.{name}", values, "positive numbers that do not fall")

    @override
    def initial(self, notional: FloatArray, open_value: FloatArray) -> FloatArray:
        tier = tier_of(notional, np.array(self.largest))
        return np.asarray(notional / np.array(self.leverage)[tier], dtype=np.float64)

    @override
    def maintenance(self, notional: FloatArray) -> FloatArray:
        return tiered_requirement(notional, np.array(self.largest), np.array(self.maintenance_margin))

    @override
    def schedule(self, markets: int) -> list[tuple[float, FloatArray]]:
        bounds = (0.0, *self.largest[:-1])
        return [(bound, np.full(markets, part)) for bound, part in zip(bounds, self.maintenance_margin, strict=True)]
