"""What all bands hold, and what a trade makes of it."""

from dataclasses import dataclass

import numpy as np

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.bands.invariant import LEAST, price_in_band
from firesale.market.bands.trade import Pricing, Way

MOST_BANDS = 50
"""A trade passes at most so many bands that hold something, and none further than so many from the oracle price. Source: `AMM`, `MAX_TICKS`."""


@dataclass(frozen=True, slots=True, eq=False)
class BandState:
    """m neighbouring bands, `lowest` the number of the first; `active` is the number of the one in which trades begin.

    Bands before the active one hold quote units alone, bands behind it base units alone.
    """

    lowest: int
    top: FloatArray  # (m,), upper prices
    x: FloatArray  # (m,), quote units
    y: FloatArray  # (m,), base units
    active: int

    def price(self, pricing: Pricing) -> float:
        """Marginal price, quote units per base unit."""
        at = self.active - self.lowest
        held = float(self.top[at]), float(self.x[at]), float(self.y[at])
        return price_in_band(pricing.grid.amplification, pricing.oracle, *held)

    def way(self, pricing: Pricing, buying: bool) -> Way:
        """The bands that an order of this direction meets."""
        at, reach = self.active - self.lowest, MOST_BANDS * pricing.grid.log_ratio
        if buying:
            places = at + np.flatnonzero(self.y[at:] > LEAST)
            near = np.log(pricing.oracle / self.top[places]) <= reach
        else:
            places = np.flatnonzero(self.x[: at + 1] > LEAST)[::-1]
            near = np.log(self.top[places] / pricing.oracle) <= reach
        places = places[near][:MOST_BANDS]
        return Way.along(pricing, buying, places + self.lowest, self.top[places], self.x[places], self.y[places])


@dataclass(frozen=True, slots=True, eq=False)
class Traded:
    """What a sequence of orders in one direction leaves: the bands touched (k,), what they hold now, and the active one."""

    band: IntArray
    x: FloatArray
    y: FloatArray
    active: int


def traded(way: Way, amounts: FloatArray) -> Traded:
    """Carry out n orders one after the other: a loop, for the fee of one order lies in the band that the next one meets."""
    band, into, out_of = way.band, way.into.copy(), way.out_of.copy()
    done, active = 0, int(band[0])
    for amount in amounts.tolist():
        place = min(way.place_of(amount), len(way.limits) - 1)
        into[done : done + place] += way.capacity[:place]
        out_of[done : done + place] = 0.0
        way = way.after(amount)
        done += place
        into[done], out_of[done], active = way.into[0], way.out_of[0], int(way.band[0])
    x, y = (into, out_of) if way.buying else (out_of, into)
    return Traded(band[: done + 1], x[: done + 1], y[: done + 1], active)
