"""The quote of a venue of bands: a frozen picture of what lies on both sides of the active band."""

import math
from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.bands.invariant import highest_price, lowest_price, price_in_band
from firesale.market.bands.trade import Way
from firesale.market.venues.curve import Curve, Fills
from firesale.market.venues.solving import falling_root

NOTHING_LEFT = {True: np.inf, False: 0.0}
"""Price after a purchase, or a sale, that asks for more than there is. The exchange refuses such an order."""
ROUNDING = 1e-12
"""An order that exceeds what all bands take by this part of it uses them up; one that is to empty them leaves as much."""


@dataclass(frozen=True, slots=True)
class BandsCurve(Curve):
    """The fee stays in the band in which an order ends, so that orders in a row meet bands that grow. Source: crvUSD, `AMM.exchange`."""

    last_price: float  # quote per base
    down: Way  # what sellers meet
    up: Way  # what buyers meet

    @property
    @override
    def price(self) -> float:
        return self.last_price

    @override
    def sell(self, base_in: FloatArray) -> Fills:
        return self._fill(self.down, base_in)

    @override
    def buy(self, quote_in: FloatArray) -> Fills:
        return self._fill(self.up, quote_in)

    @override
    def sale_to_reach(self, price: float) -> float:
        return _to_reach(self.down, price) if price < self.last_price else 0.0

    @override
    def purchase_to_reach(self, price: float) -> float:
        return _to_reach(self.up, price) if price > self.last_price else 0.0

    @override
    def marginal_sale(self, base_in: float) -> float:
        return self.down.marginal(base_in)

    @override
    def marginal_purchase(self, quote_in: float) -> float:
        return self.up.marginal(quote_in)

    @override
    def proceeds(self, base_in: float) -> float:
        return self.down.received(base_in)

    @override
    def bought(self, quote_in: float) -> float:
        return self.up.received(quote_in)

    def way(self, asset_in: str) -> Way:
        """The bands that an order with this asset meets."""
        return self.down if asset_in == self.base else self.up

    def _fill(self, way: Way, amounts: FloatArray) -> Fills:
        """Order by order: each leaves its fee in the band that the next one meets."""
        out, after = np.zeros(len(amounts)), np.zeros(len(amounts))
        for place, amount in enumerate(amounts.tolist()):
            beyond = amount > way.total * (1.0 + ROUNDING)
            within = min(amount, way.total)
            out[place] = way.received(within)
            after[place] = NOTHING_LEFT[way.buying] if beyond else way.price_after(within)
            if place + 1 < len(amounts) and not beyond:
                way = way.after(within)
        before = np.concatenate(([self.last_price], after[:-1]))
        return Fills(out, self.fee * amounts, before, after)


def _to_reach(way: Way, price: float) -> float:
    """Units that bring the price to `price`, or nearly all that the bands take if nothing is left before it."""
    pricing, bands = way.pricing, len(way.band)
    if bands == 0:
        return 0.0
    amplification, oracle = pricing.grid.amplification, pricing.oracle
    rank = 1.0 if way.buying else -1.0
    ends = highest_price(amplification, oracle, way.top) if way.buying else lowest_price(oracle, way.top)
    place = int(np.searchsorted(rank * ends, rank * price))
    if place == bands:
        return way.total * (1.0 - ROUNDING)
    passed = float(way.limits[place - 1]) if place else 0.0
    held = float(way.into[place]), float(way.out_of[place])
    begins = price_in_band(amplification, oracle, float(way.top[place]), *(held if way.buying else held[::-1]))
    if rank * begins >= rank * price:
        return passed  # a gap between two bands: the price jumps over it
    return _inside(way, place, passed, price)


def _inside(way: Way, place: int, passed: float, price: float) -> float:
    """The amount that ends in the band at `place` at this price: near where it would without a fee."""
    into, level = float(way.in_level[place]), float(way.in_level[place] * way.out_level[place])
    reached = math.sqrt(level * price if way.buying else level / price)
    capacity = float(way.capacity[place])
    guess = min(capacity, max(reached - into, ROUNDING * into) / (1.0 - way.pricing.fee))
    rank = 1.0 if way.buying else -1.0
    rest = falling_root(lambda amount: rank * math.log(price / way.price_after(passed + min(amount, capacity))), guess)
    return min(passed + min(rest, capacity), way.total * (1.0 - ROUNDING))
