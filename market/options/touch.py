"""What is worth a unit of the numeraire that is paid if the price touches a barrier, or if it does not.

The barrier may lie above or below. Source: Haug (1998), The Complete Guide to Option Pricing Formulas, binary barrier options (after Reiner and
Rubinstein 1991).
"""

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.options.black_scholes import Conditions, Numbers
from firesale.market.options.breach import breach_probability
from firesale.market.options.normal import grown_normal_distribution


def touch_probability(barrier: Numbers, years: Numbers, at: Conditions) -> FloatArray:
    """Probability that the price touches the barrier within `years`, if it grows by the carry in the mean."""
    drift = at.carry - np.square(at.volatility) / 2.0
    distance = np.log(np.asarray(at.spot / barrier, dtype=np.float64))
    above = np.where(distance < 0.0, -1.0, 1.0)  # a rise to a barrier is a fall of the inverse
    return breach_probability(np.abs(distance), above * drift, at.volatility, years)


def paid_at_expiry(barrier: Numbers, years: Numbers, at: Conditions) -> FloatArray:
    """Value of 1 that is paid at the end if the barrier was touched."""
    return np.asarray(np.exp(-at.rate * years) * touch_probability(barrier, years, at), dtype=np.float64)


def paid_without_touch(barrier: Numbers, years: Numbers, at: Conditions) -> FloatArray:
    """Value of 1 that is paid at the end if the barrier was not touched."""
    return np.asarray(np.exp(-at.rate * years) * (1.0 - touch_probability(barrier, years, at)), dtype=np.float64)


def paid_at_hit(barrier: Numbers, years: Numbers, at: Conditions) -> FloatArray:
    """Value of 1 that is paid at the moment of the touch, within `years` above 0; the volatility is above 0."""
    variance = np.square(at.volatility)
    power = (at.carry - variance / 2.0) / variance
    root = np.sqrt(power**2 + 2.0 * at.rate / variance)
    deviation = at.volatility * np.sqrt(years)
    distance = np.log(np.asarray(barrier / at.spot, dtype=np.float64))  # negative if the barrier lies below
    side = np.where(distance > 0.0, -1.0, 1.0)
    nearer = side * (distance / deviation + root * deviation)
    further = side * (distance / deviation - root * deviation)
    return np.asarray(
        grown_normal_distribution((power + root) * distance, nearer)
        + grown_normal_distribution((power - root) * distance, further),
        dtype=np.float64,
    )
