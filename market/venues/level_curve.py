"""The quote of an order book of price levels: bids below the fundamental price, asks above it."""

import math
from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.venues.ladder import Ladder
from firesale.market.venues.ladder_curve import LadderCurve


@dataclass(frozen=True, slots=True, eq=False)
class Bids(Ladder):
    """Base in, quote out; a point is the distance below the fundamental price, in log price."""

    fair: float  # fundamental price, quote per base
    density: FloatArray  # (k,), base units per log price

    @override
    def advance(self, piece: IntArray, point: FloatArray, amount: FloatArray) -> FloatArray:
        return point + amount / self.density[piece]

    @override
    def gives(self, piece: IntArray, point: FloatArray, amount: FloatArray) -> FloatArray:
        part = -np.expm1(-amount / self.density[piece])
        return self.fair * np.exp(-point) * self.density[piece] * part

    @override
    def takes(self, end: FloatArray) -> FloatArray:
        return self.density * (end - self.near)

    @override
    def price(self, point: FloatArray) -> FloatArray:
        return self.fair * np.exp(-point)

    @override
    def point_at(self, price: float) -> float:
        return math.log(self.fair / price)


@dataclass(frozen=True, slots=True, eq=False)
class Asks(Ladder):
    """Quote in, base out; a point is the distance above the fundamental price, in log price."""

    fair: float  # fundamental price, quote per base
    density: FloatArray  # (k,), base units per log price

    @override
    def advance(self, piece: IntArray, point: FloatArray, amount: FloatArray) -> FloatArray:
        return point + self._moved(piece, point, amount)

    @override
    def gives(self, piece: IntArray, point: FloatArray, amount: FloatArray) -> FloatArray:
        return self.density[piece] * self._moved(piece, point, amount)

    @override
    def takes(self, end: FloatArray) -> FloatArray:
        return self.fair * self.density * np.exp(self.near) * np.expm1(end - self.near)

    @override
    def price(self, point: FloatArray) -> FloatArray:
        return self.fair * np.exp(point)

    @override
    def point_at(self, price: float) -> float:
        return math.log(price / self.fair)

    def _moved(self, piece: IntArray, point: FloatArray, amount: FloatArray) -> FloatArray:
        return np.log1p(amount / (self.fair * np.exp(point) * self.density[piece]))


def level_curve(
    pair: tuple[str, str],
    fee: float,
    fair: float,
    last: float,
    consumed: tuple[float, float],
    spacing: float,
    sizes: FloatArray,
) -> LadderCurve:
    """The quote of levels that are `spacing` apart in log price on both sides of `fair`, and hold `sizes` (k,) quote units each at that price.

    `consumed`: how far bids and asks are used up, in log price; `last`: price of the last trade. A level's orders lie evenly between its price
    and the next one's. The last level goes on for ever: beyond it, all levels are of its size.
    """
    edges: FloatArray = spacing * np.arange(len(sizes) + 1, dtype=np.float64)
    edges[-1] = np.inf
    density = sizes / fair / spacing
    sides = []
    for side, used in zip((Bids, Asks), consumed, strict=True):
        left = edges[1:] > used
        near, far, dense = np.maximum(edges[:-1], used)[left], edges[1:][left], density[left]
        whole = side(near, far, np.zeros(0), fair, dense)
        sides.append(side(near, far, whole.takes(far), fair, dense))
    return LadderCurve(*pair, fee, last, sides[0], sides[1])
