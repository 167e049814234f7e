"""The quote of concentrated liquidity: many ranges at once, each a constant product between two prices."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.venues.ladder import Ladder
from firesale.market.venues.ladder_curve import LadderCurve


@dataclass(frozen=True, slots=True, eq=False)
class Downwards(Ladder):
    """Base in, quote out; a point is a square root of the price. x in at s leads to L s / (L + x s) and gives x s s'."""

    liquidity: FloatArray  # (k,)

    @override
    def advance(self, piece: IntArray, point: FloatArray, amount: FloatArray) -> FloatArray:
        return self.liquidity[piece] * point / (self.liquidity[piece] + amount * point)

    @override
    def gives(self, piece: IntArray, point: FloatArray, amount: FloatArray) -> FloatArray:
        return amount * point * self.advance(piece, point, amount)

    @override
    def takes(self, end: FloatArray) -> FloatArray:
        return self.liquidity * (self.near - end) / self.near / end

    @override
    def price(self, point: FloatArray) -> FloatArray:
        return point**2

    @override
    def point_at(self, price: float) -> float:
        return float(np.sqrt(price))


@dataclass(frozen=True, slots=True, eq=False)
class Upwards(Ladder):
    """Quote in, base out; a point is a square root of the price. y in at s leads to s + y / L and gives y / (s s')."""

    liquidity: FloatArray  # (k,)

    @override
    def advance(self, piece: IntArray, point: FloatArray, amount: FloatArray) -> FloatArray:
        return point + amount / self.liquidity[piece]

    @override
    def gives(self, piece: IntArray, point: FloatArray, amount: FloatArray) -> FloatArray:
        return amount / point / self.advance(piece, point, amount)

    @override
    def takes(self, end: FloatArray) -> FloatArray:
        return self.liquidity * (end - self.near)

    @override
    def price(self, point: FloatArray) -> FloatArray:
        return point**2

    @override
    def point_at(self, price: float) -> float:
        return float(np.sqrt(price))


def concentrated_curve(
    pair: tuple[str, str], fee: float, sqrt_price: float, lower: FloatArray, upper: FloatArray, liquidity: FloatArray
) -> LadderCurve:
    """The quote of r ranges, `lower`, `upper` (square roots of prices) and `liquidity`, (r,) each, at a price. `pair`: base and quote.

    Where ranges overlap their liquidity adds up; stretches without any are passed at no cost. Source: Uniswap v3, `UniswapV3Pool.swap`,
    `SwapMath.computeSwapStep`: with exact arithmetic its fee, the whole rest of the input at the last step, is the same fraction everywhere.
    """
    bottom, top, depth = overlaps(lower, upper, liquidity)
    below, above = bottom < sqrt_price, top > sqrt_price
    start = np.minimum(top, sqrt_price)[below][::-1]
    down = Downwards(start, bottom[below][::-1], np.zeros(0), depth[below][::-1])
    up = Upwards(np.maximum(bottom, sqrt_price)[above], top[above], np.zeros(0), depth[above])
    down = Downwards(down.near, down.far, down.takes(down.far), down.liquidity)
    up = Upwards(up.near, up.far, up.takes(up.far), up.liquidity)
    return LadderCurve(*pair, fee, sqrt_price**2, down, up)


def overlaps(lower: FloatArray, upper: FloatArray, liquidity: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Neighbouring stretches between initialised ticks that have liquidity: where each begins and ends, and how much it has, (k,)."""
    some = liquidity > 0.0
    lower, upper, liquidity = lower[some], upper[some], liquidity[some]
    edges = np.unique(np.concatenate((lower, upper)))
    bottom, top = edges[:-1], edges[1:]
    covers = (lower[None, :] <= bottom[:, None]) & (upper[None, :] >= top[:, None])
    depth = np.where(covers, liquidity, 0.0).sum(axis=1)
    return bottom[depth > 0.0], top[depth > 0.0], depth[depth > 0.0]
