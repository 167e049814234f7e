"""A trade through bands in one direction, one band after the other, as through the ticks of a concentrated exchange; the fee stays in the bands."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.bands.grid import BandGrid
from firesale.market.bands.invariant import full_collateral, offsets, price_in_band


@dataclass(frozen=True, slots=True)
class Pricing:
    """What the bands follow now: the oracle price that the limiter lets through, and the fee."""

    grid: BandGrid
    oracle: float  # quote units per base unit
    fee: float  # fraction of what comes in


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """Bands in the order in which orders of one direction meet them, each with something that goes out. All of shape (k,).

    `into` and `out_of`: what a band holds of the asset that comes in, and of the one that goes out. Source: `AMM.calc_swap_out`.
    """

    pricing: Pricing
    buying: bool  # quote units in, base units out
    band: IntArray
    top: FloatArray  # upper price
    into: FloatArray
    out_of: FloatArray
    in_level: FloatArray  # f + x if quote units come in, g + y if base units do
    out_level: FloatArray
    capacity: FloatArray  # units that go in until the band is used up
    limits: FloatArray  # the same, added up
    given: FloatArray  # units that came out when each band is used up, added up

    @classmethod
    def along(
        cls, pricing: Pricing, buying: bool, band: IntArray, top: FloatArray, x: FloatArray, y: FloatArray
    ) -> Self:
        """The way through these bands with x quote and y base units each."""
        amplification, oracle = pricing.grid.amplification, pricing.oracle
        f, g = offsets(amplification, oracle, top, full_collateral(amplification, oracle, top, x, y))
        (into, out_of, at_in, at_out) = (x, y, f, g) if buying else (y, x, g, f)
        capacity = (at_in + into) * out_of / at_out / (1.0 - pricing.fee)
        levels = at_in + into, at_out + out_of
        return cls(pricing, buying, band, top, into, out_of, *levels, capacity, np.cumsum(capacity), np.cumsum(out_of))

    @property
    def total(self) -> float:
        """Units that all bands take."""
        return float(self.limits[-1]) if len(self.limits) else 0.0

    def place_of(self, amount: float) -> int:
        """The place of the band in which an order of this size ends; the number of bands if it exceeds them all."""
        return int(self.limits.searchsorted(amount, side="left"))

    def received(self, amount: float) -> float:
        """What one order of this size brings; of one that exceeds the bands, all there is."""
        place = self.place_of(amount)
        if place == len(self.limits):
            return float(self.given[-1]) if place else 0.0
        before = float(self.given[place - 1]) if place else 0.0
        return before + self._out_of(place, self._rest(place, amount))

    def marginal(self, amount: float) -> float:
        """Units out for the next unit in, of an order that has put in `amount`; 0 if nothing is left."""
        place = int(self.limits.searchsorted(amount, side="right"))
        if place == len(self.limits):
            return 0.0
        kept, into = 1.0 - self.pricing.fee, float(self.in_level[place])
        reached = into + kept * self._rest(place, amount)
        return kept * float(self.out_level[place]) * into / reached**2

    def price_after(self, amount: float) -> float:
        """Marginal price, quote units per base unit, once the order is done and its fee lies in the band."""
        place = min(self.place_of(amount), len(self.limits) - 1)
        rest = self._rest(place, amount)
        held = float(self.into[place]) + rest, max(0.0, float(self.out_of[place]) - self._out_of(place, rest))
        x, y = held if self.buying else held[::-1]
        return price_in_band(self.pricing.grid.amplification, self.pricing.oracle, float(self.top[place]), x, y)

    def after(self, amount: float) -> Self:
        """The way that the next order meets, beginning with the band in which this one ended, its fee in it."""
        place = min(self.place_of(amount), len(self.limits) - 1)
        into, out_of, rest = self.into[place:].copy(), self.out_of[place:].copy(), self._rest(place, amount)
        into[0] += rest
        out_of[0] = max(0.0, float(out_of[0]) - self._out_of(place, rest))
        x, y = (into, out_of) if self.buying else (out_of, into)
        return self.along(self.pricing, self.buying, self.band[place:], self.top[place:], x, y)

    def _rest(self, place: int, amount: float) -> float:
        """Units that go into the band at `place` of an order of this size."""
        before = float(self.limits[place - 1]) if place else 0.0
        return max(0.0, min(amount - before, float(self.capacity[place])))

    def _out_of(self, place: int, rest: float) -> float:
        """Units that the band at `place` gives for so many: along its invariant, without the fee."""
        if rest >= float(self.capacity[place]):
            return float(self.out_of[place])
        kept = (1.0 - self.pricing.fee) * rest
        out = float(self.out_level[place]) * kept / (float(self.in_level[place]) + kept)
        return min(out, float(self.out_of[place]))
