"""Flat: fractions of the value of the position."""

from dataclasses import dataclass, field
from functools import partial
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.checks import PerAsset, Range
from firesale.market.errors import BadValueError
from firesale.market.requirements.base import Requirement

MARGIN = Range(0.0, 1.0, low_excluded=True)


@dataclass(frozen=True)
class Flat(Requirement):
    """The same fractions for every size. Source: Perp v2 Curie, ClearingHouseConfig (10 % and 6.25 %)."""

    initial_margin: Annotated[FloatArray, PerAsset("markets"), MARGIN] = field(
        default_factory=partial(np.array, 0.1)
    )  # of notional; 0.1 allows leverage 10
    maintenance_margin: Annotated[FloatArray, PerAsset("markets"), MARGIN] = field(
        default_factory=partial(np.array, 0.0625)
    )  # of notional

    def __post_init__(self) -> None:
        super().__post_init__()
        if np.any(self.maintenance_margin > self.initial_margin):
            received = np.ravel(self.maintenance_margin).tolist()
            raise BadValueError("Flat.maintenance_margin", received, "not above initial_margin")

    @override
    def initial(self, notional: FloatArray, open_value: FloatArray) -> FloatArray:
        return notional * self.initial_margin

    @override
    def maintenance(self, notional: FloatArray) -> FloatArray:
        return notional * self.maintenance_margin

    @override
    def schedule(self, markets: int) -> list[tuple[float, FloatArray]]:
        return [(0.0, np.broadcast_to(self.maintenance_margin, (markets,)))]
