"""What holds inside a band: (f + x) (g + y) = p_o A^2 y0^2, with an oracle price p_o that moves the price of the band by its third power.

All functions take floats or arrays of one shape, element by element. `top` is the upper price of a band.
"""

from typing import TypeVar

from firesale.market.arrays import FloatArray

Number = TypeVar("Number", float, FloatArray)
LEAST = 1e-100
"""Units below which a band holds nothing: the formulas could not go on from less."""


def full_collateral(amplification: float, oracle: float, top: Number, x: Number, y: Number) -> Number:
    """y0, base units that a band would hold if p_o were its top: the root of p_o A y0^2 - b y0 - x y = 0.

    b = top (A - 1) x / p_o + A p_o^2 y / top. Source: `AMM._get_y0`.
    """
    b = top * (amplification - 1.0) * x / oracle + amplification * oracle**2 * y / top
    root = (b**2 + 4.0 * amplification * oracle * x * y) ** 0.5
    y0: Number = (b + root) / (2.0 * amplification * oracle)
    return y0


def offsets(amplification: float, oracle: float, top: Number, y0: Number) -> tuple[Number, Number]:
    """The offsets f = A y0 p_o^2 / top (quote units) and g = (A - 1) y0 top / p_o (base units)."""
    return amplification * y0 * oracle**2 / top, (amplification - 1.0) * y0 * top / oracle


def lowest_price(oracle: float, top: Number) -> Number:
    """Price of a band that holds collateral alone: p_o^3 / top^2. Source: `AMM._p_current_band`."""
    return oracle**3 / top**2


def highest_price(amplification: float, oracle: float, top: Number) -> Number:
    """Price of a band that holds quote units alone: the lowest one of the next band."""
    return lowest_price(oracle, top * (amplification - 1.0) / amplification)


def price_in_band(amplification: float, oracle: float, top: float, x: float, y: float) -> float:
    """Marginal price in a band, quote units per base unit; of an empty one, the middle of its prices. Source: `AMM._get_p`."""
    if x <= 0.0 and y <= 0.0:
        return lowest_price(oracle, top) * amplification / (amplification - 1.0)
    if x <= 0.0:
        return lowest_price(oracle, top)
    if y <= 0.0:
        return highest_price(amplification, oracle, top)
    f, g = offsets(amplification, oracle, top, full_collateral(amplification, oracle, top, x, y))
    return (f + x) / (g + y)
