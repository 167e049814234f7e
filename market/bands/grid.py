"""Where the bands lie: a ladder of prices, each band one part in A lower than the one before."""

import math
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from firesale.market.arrays import FloatArray, IntArray

Band = TypeVar("Band", int, IntArray)


@dataclass(frozen=True, slots=True)
class BandGrid:
    """Band n reaches from `base` ((A - 1) / A)^(n + 1) up to `base` ((A - 1) / A)^n: a larger n is a lower price. Source: `AMM._p_oracle_up`."""

    amplification: float  # A: a band is 1 / A of its price wide

    @property
    def ratio(self) -> float:
        """Top of a band over its bottom."""
        return self.amplification / (self.amplification - 1.0)

    @property
    def log_ratio(self) -> float:
        """Natural logarithm of `ratio`."""
        return math.log(self.ratio)

    def tops(self, base: float, bands: IntArray) -> FloatArray:
        """Upper price of each band, shape of `bands`."""
        tops: FloatArray = base * np.exp(-self.log_ratio * bands)
        return tops

    def top(self, base: float, band: int) -> float:
        """Upper price of one band; its lower price is the top of the next."""
        return float(self.tops(base, np.array([band]))[0])

    def first_below(self, base: float, price: float) -> int:
        """The first band whose top lies below a price."""
        band = math.floor(math.log(base / price) / self.log_ratio) + 1
        while self.top(base, band - 1) < price:  # at an edge the logarithm may be off by one
            band -= 1
        while self.top(base, band) >= price:
            band += 1
        return band
