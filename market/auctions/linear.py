"""The price falls evenly to nothing."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.auctions.price_curve import PriceCurve
from firesale.market.checks import Positive


@dataclass(frozen=True)
class Linear(PriceCurve):
    """top * (1 - t / duration). Source: Maker dss, abaci.sol, LinearDecrease."""

    duration: Positive = 21_600.0  # seconds until the price is 0

    @override
    def price(self, top: FloatArray, elapsed: FloatArray) -> FloatArray:
        return np.asarray(top * np.maximum(0.0, 1.0 - elapsed / self.duration))
