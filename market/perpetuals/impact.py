"""What a trade in a perpetual costs: prices in units of the margin asset per unit, signed changes, positive buys."""

import numpy as np

from firesale.market.arrays import FloatArray


def linear_price(mark: FloatArray, change: FloatArray, slope: float) -> FloatArray:
    """Mean price (n,) of changes (n,) where each unit moves the price by `slope`. Source: arXiv:2512.01112, p +- (alpha / 2) dq."""
    return mark + 0.5 * slope * change


def walked_cost(prices: FloatArray, sizes: FloatArray, quantity: float) -> float:
    """Cost of `quantity` units taken from price levels (l,) in their order; infinite if they do not suffice."""
    before = np.concatenate(([0.0], np.cumsum(sizes)[:-1]))
    taken = np.clip(quantity - before, 0.0, sizes)
    return float(taken @ prices) if quantity <= float(sizes.sum()) else float("inf")
