"""The exponential as the contracts of Morpho compute it: a power of two times a parabola."""

import math

LEAST, MOST = -41.446531673892822312, 93.859467695000404319
"""Below the first it is nothing; above the second it is held there."""


def quick_exponential(x: float) -> float:
    """exp(x), up to 0.6 % less or 0.9 % more: 2^q (1 + r + r^2 / 2) with x = q ln 2 + r and |r| at most half of ln 2.

    Source: Morpho, `ExpLib.wExp` (morpho-blue-irm).
    """
    if x < LEAST:
        return 0.0
    x = min(x, MOST)
    q = math.trunc(x / math.log(2.0) + math.copysign(0.5, x))
    r = x - q * math.log(2.0)
    return math.ldexp(1.0 + r + r * r / 2.0, q)
