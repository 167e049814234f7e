"""What a band turns into if the oracle price moves slowly out of it, with the price of the band at the oracle price all the while."""

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.bands.grid import BandGrid
from firesale.market.bands.invariant import LEAST, full_collateral, offsets


def at_oracle_price(
    grid: BandGrid, oracle: float, top: FloatArray, x: FloatArray, y: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """What bands hold, x and y (k,), after a trade to the oracle price, p_o held still; zeros of bands that hold nothing.

    A band that the oracle price has passed ends at its edge: from a single asset at the middle of the band's prices, from both along the
    invariant. One that it stands in ends inside. Source: `AMM.get_xy_up`, first half.
    """
    some, single = (x > LEAST) | (y > LEAST), (x <= 0.0) | (y <= 0.0)
    y0 = np.where(
        some, full_collateral(grid.amplification, oracle, top, x, y), 1.0
    )  # any number will do for an empty one
    f, g = offsets(grid.amplification, oracle, top, y0)
    level, middle, bottom = (f + x) * (g + y), oracle**3 / top**2 * grid.ratio, top / grid.ratio
    all_base = np.where(single, y + x / middle, np.maximum(0.0, level / f - g))
    all_quote = np.where(single, x + y * middle, np.maximum(0.0, level / g - f))
    inside = grid.amplification * y0 * (oracle - bottom) / oracle
    inside_quote = np.maximum(0.0, level / np.maximum(g, g + inside) - f)
    above, below = oracle > top, oracle < bottom
    base = np.where(above, all_base, np.where(below, 0.0, inside))
    quote = np.where(below, all_quote, np.where(above, 0.0, inside_quote))
    return np.where(some, quote, 0.0), np.where(some, base, 0.0)


def traded_down(grid: BandGrid, oracle: float, top: FloatArray, x: FloatArray, y: FloatArray) -> FloatArray:
    """x_down, quote units (k,) of each band if the price falls slowly through it: base units sell at the geometric mean of the prices passed.

    Source: `AMM.get_x_down`.
    """
    quote, base = at_oracle_price(grid, oracle, top, x, y)
    bottom = top / grid.ratio
    down: FloatArray = quote + base * np.sqrt(np.clip(oracle, bottom, top) * bottom)
    return down


def traded_up(grid: BandGrid, oracle: float, top: FloatArray, x: FloatArray, y: FloatArray) -> FloatArray:
    """y_up, base units (k,) of each band if the price rises slowly through it. Source: `AMM.get_y_up`."""
    quote, base = at_oracle_price(grid, oracle, top, x, y)
    up: FloatArray = base + quote / np.sqrt(np.clip(oracle, top / grid.ratio, top) * top)
    return up
