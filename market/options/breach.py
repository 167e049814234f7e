"""How probable it is that a price falls to a barrier: first passage of a geometric Brownian motion."""

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.options.black_scholes import Numbers
from firesale.market.options.normal import grown_normal_distribution, normal_distribution

SHIFT = 0.5826
"""-zeta(1/2) / sqrt(2 pi): how far a walk overshoots on average (standard deviations of a step)."""
HALVINGS = 60
"""Of an interval that holds a distance: more than a number can tell apart."""
FAR = 40.0
"""Standard deviations that no diffusion goes: the probability is below any number there is."""


def breach_probability(fall: Numbers, drift: Numbers, volatility: Numbers, years: Numbers) -> FloatArray:
    """Probability that the log price falls by `fall` within `years`, at any moment; 1 if the fall is 0 or less. Broadcast over all.

    `drift`: of the log price, per year: -volatility^2 / 2 where the price itself has none. For a rise to a barrier above, turn the sign of the
    drift. For a health factor, `fall` is its logarithm. Source: reflection principle, e.g. Harrison (1985).
    """
    fall = np.maximum(0.0, np.asarray(fall, dtype=np.float64))
    shift, deviation = np.asarray(drift * years, dtype=np.float64), np.asarray(volatility * np.sqrt(years))
    fall, shift, deviation = np.broadcast_arrays(fall, shift, deviation)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        direct = normal_distribution((-fall - shift) / deviation)
        moving = np.minimum(1.0, direct + _reflected(fall, shift, deviation))
    still = np.where(fall + shift <= 0.0, 1.0, 0.0)
    return np.where(fall == 0.0, 1.0, np.where(deviation > 0.0, moving, still))


def _reflected(fall: FloatArray, shift: FloatArray, deviation: FloatArray) -> FloatArray:
    """Probability of paths that have been at the barrier and are above it at the end: exp(-2 shift fall / deviation^2) N((shift - fall) / deviation).

    Far out the first factor overflows and the second vanishes.
    """
    return grown_normal_distribution(-2.0 * shift * fall / deviation**2, (shift - fall) / deviation)


def seen_at_looks(fall: Numbers, volatility: Numbers, years_between: Numbers) -> FloatArray:
    """The fall that, watched all the time, is as probable as `fall` watched every `years_between`.

    Source: Broadie, Glasserman and Kou (1997), A continuity correction for discrete barrier options: further by .5826 deviations of a step.
    """
    return np.asarray(fall + SHIFT * volatility * np.sqrt(years_between), dtype=np.float64)


def fall_with_probability(level: Numbers, drift: Numbers, volatility: Numbers, years: Numbers) -> FloatArray:
    """The smallest fall that is reached within `years` with a probability of at most `level`, in (0, 1): the inverse of `breach_probability`."""
    deviation = volatility * np.sqrt(years)
    below, above = np.zeros(()), np.asarray(FAR * deviation + np.maximum(0.0, -drift * years), dtype=np.float64)
    for _ in range(HALVINGS):
        middle = (below + above) / 2.0
        enough = breach_probability(middle, drift, volatility, years) <= level
        below, above = np.where(enough, below, middle), np.where(enough, middle, above)
    return np.asarray(above, dtype=np.float64)
