"""What it costs to move an average price: closed forms for windows of n blocks and constant products of full range
without a fee.
"""

from typing import Literal

import numpy as np

from firesale.market.arrays import FloatArray

Mean = Literal["arithmetic", "geometric"]


def spot_needed(price: float, target: float, blocks: int, pushed: int, mean: Mean) -> float:
    """Spot price to hold for `pushed` of the window's `blocks` so that its mean is `target`, when it is `price` in the
    others.

    Geometric: q = (T^n / p^(n - m))^(1 / m). Source: Bentley, The cost of attack on a geometric-mean oracle (Euler).
    Arithmetic: q = p + (T - p) n / m. Source: Mackinga, Nadahalli and Wattenhofer (eprint 2022/445).
    """
    if mean == "geometric":
        return float(price * (target / price) ** (blocks / pushed))
    return price + (target - price) * blocks / pushed


def mean_reached(price: float, spot: FloatArray, blocks: int, pushed: FloatArray | int, mean: Mean) -> FloatArray:
    """The window's mean when `spot` (any shape) was held for `pushed` of its `blocks`: the inverse of `spot_needed`."""
    share = np.asarray(pushed) / blocks
    if mean == "geometric":
        return np.asarray(price * (spot / price) ** share)
    return np.asarray(price + (spot - price) * share)


def capital_per_reserve(rise: FloatArray) -> FloatArray:
    """Quote that pushes the price up by the fraction `rise`, per unit of the quote reserve: sqrt(1 + rise) - 1."""
    return np.sqrt(1.0 + rise) - 1.0


def loss_per_reserve(rise: FloatArray) -> FloatArray:
    """Lost to arbitrage that brings the price back once: sqrt(1 + rise) + 1 / sqrt(1 + rise) - 2, per unit of the
    quote reserve.
    """
    root = np.sqrt(1.0 + rise)
    return np.asarray(root + 1.0 / root - 2.0)
