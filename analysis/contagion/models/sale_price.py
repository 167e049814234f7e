"""The price at which sales by banks that must sell and the demand for what they sell agree."""

import math
from itertools import pairwise

import numpy as np
from scipy.special import lambertw

from firesale.market.arrays import FloatArray

ROUNDING = 1e-14
"""Difference of log prices below which an equation for them holds."""
WORTHLESS = 1e-100
"""Lowest price that is told apart from none."""


def units_sold(price: float, units: FloatArray, fixed: FloatArray, per_price: FloatArray) -> FloatArray:
    """What each bank sells at a price, (n,): fixed + per_price / price, at least nothing and at most its units."""
    return np.clip(fixed + per_price / price, 0.0, units)


def highest_price(units: FloatArray, fixed: FloatArray, per_price: FloatArray, impact: float) -> float:
    """Highest p with p = exp(-impact * all units sold at p), exact up to rounding.

    Each bank (n,) sells as in `units_sold`; `fixed` is at most 0. Between two prices at which some bank begins to sell or has sold all, sales
    are a + b / p, and ln p = -impact (a + b / p) is solved by Lambert's W; of its two branches the higher price is met first on the
    way down from 1.
    """
    sellers = (units > 0.0) & (per_price > 0.0)
    most, base, slope = units[sellers], fixed[sellers], per_price[sellers]
    begins = np.divide(slope, -base, out=np.full_like(slope, np.inf), where=base < 0.0)
    has_sold = slope / (most - base)
    inner = np.concatenate([begins, has_sold])
    edges: list[float] = [1.0, *sorted(inner[inner < 1.0].tolist(), reverse=True), 0.0]
    for high, low in pairwise(edges):
        if _fits(high, impact * float(units_sold(high, most, base, slope).sum())):
            return high
        middle = 0.5 * (high + low)
        selling, sold_out = (has_sold < middle) & (middle < begins), middle <= has_sold
        sales = float(most[sold_out].sum() + base[selling].sum())
        price = _solution(sales, float(slope[selling].sum()), impact)
        if low < price < high:
            return max(price, WORTHLESS)
    return WORTHLESS


def _fits(price: float, fall: float) -> bool:
    """True if a price of 1 that falls by so much, in logs, is this one: also where the equation only touches it."""
    return abs(math.log(price) + fall) <= ROUNDING * (1.0 + fall)


def _solution(fixed: float, per_price: float, impact: float) -> float:
    """Higher p with ln p = -impact (fixed + per_price / p); NaN if there is none."""
    slope = impact * per_price
    if slope == 0.0:
        return math.exp(min(1.0, -impact * fixed))
    exponent = math.log(slope) + impact * fixed
    root = lambertw(-math.exp(exponent)).real if exponent < -1.0 else 0.0
    return -slope / float(root) if root < 0.0 else math.nan
