"""Prices that do not move."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.prices.base import PriceProcess
from firesale.market.streams import Streams


@dataclass(frozen=True)
class Constant(PriceProcess):
    """Every asset stays at its initial price."""

    @override
    def paths(self, assets: Sequence[str], initial: FloatArray, times: FloatArray, streams: Streams) -> FloatArray:
        return np.tile(np.asarray(initial, dtype=np.float64), (len(times), 1))
