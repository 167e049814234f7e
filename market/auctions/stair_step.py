"""The price falls by a part at every step of the clock."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.auctions.price_curve import PriceCurve
from firesale.market.checks import Positive, Range


@dataclass(frozen=True)
class StairStep(PriceCurve):
    """top * cut ** floor(t / step). Source: Maker dss, abaci.sol, StairstepExponentialDecrease; ETH-A: 90 s and 0.99."""

    step: Positive = 90.0  # seconds between two cuts
    cut: Annotated[float, Range(0.0, 1.0, low_excluded=True)] = 0.99  # what a cut leaves of the price, as a fraction

    @override
    def price(self, top: FloatArray, elapsed: FloatArray) -> FloatArray:
        return np.asarray(top * self.cut ** np.floor(elapsed / self.step))
