"""The price falls by a part every second."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.auctions.price_curve import PriceCurve
from firesale.market.checks import Range


@dataclass(frozen=True)
class Exponential(PriceCurve):
    """top * cut ** t. Source: Maker dss, abaci.sol, ExponentialDecrease."""

    cut: Annotated[float, Range(0.0, 1.0, low_excluded=True)] = (
        0.9999  # what a second leaves of the price, as a fraction
    )

    @override
    def price(self, top: FloatArray, elapsed: FloatArray) -> FloatArray:
        return np.asarray(top * self.cut**elapsed)
