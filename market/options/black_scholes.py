"""European options in the model of Black, Scholes and Merton, with a cost of carry.

Source: Haug (1998), The Complete Guide to Option Pricing Formulas, generalised Black-Scholes-Merton formula.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from firesale.market.arrays import BoolArray, FloatArray
from firesale.market.options.normal import normal_distribution

Numbers = FloatArray | float
"""One number for all options, or an array that broadcasts against (n,): a grid of scenarios is (scenarios, 1)."""


@dataclass(frozen=True, slots=True)
class Europeans:
    """n options that may be exercised at their expiry."""

    call: BoolArray  # (n,), false for a put
    strike: FloatArray  # (n,), numeraire per unit
    years: FloatArray  # (n,), until expiry, not negative


@dataclass(frozen=True, slots=True)
class Conditions:
    """Under which options are valued. `carry` is the rate less the dividend or the interest on the underlying; 0 for options on futures."""

    spot: Numbers  # numeraire per unit
    volatility: Numbers  # per square root of a year
    rate: Numbers  # per year, continuous
    carry: Numbers  # per year, continuous


class Terms(NamedTuple):
    """What values and Greeks are made of, each broadcast over conditions and options."""

    sign: FloatArray  # 1 for a call, -1 for a put
    grown: FloatArray  # spot, grown by the carry and discounted
    owed: FloatArray  # strike, discounted
    first: FloatArray  # d1
    second: FloatArray  # d2
    deviation: FloatArray  # of the log price until expiry


def terms(options: Europeans, at: Conditions) -> Terms:
    """The terms of the formula. Without time or volatility left, d1 and d2 are infinite on the side that is certain, 0 at the money."""
    years = options.years
    deviation = np.asarray(at.volatility * np.sqrt(years), dtype=np.float64)
    distance = np.asarray(np.log(at.spot / options.strike) + at.carry * years, dtype=np.float64)
    deviation, distance = np.broadcast_arrays(deviation, distance)
    certain = np.where(distance == 0.0, 0.0, np.copysign(np.inf, distance))
    middle = np.divide(distance, deviation, out=certain, where=deviation > 0.0)
    return Terms(
        np.where(options.call, 1.0, -1.0),
        np.asarray(at.spot * np.exp((at.carry - at.rate) * years), dtype=np.float64),
        np.asarray(options.strike * np.exp(-at.rate * years), dtype=np.float64),
        middle + deviation / 2.0,
        middle - deviation / 2.0,
        deviation,
    )


def values(options: Europeans, at: Conditions) -> FloatArray:
    """Value of one unit of each option, numeraire, broadcast over conditions and options."""
    t = terms(options, at)
    gain = t.grown * normal_distribution(t.sign * t.first) - t.owed * normal_distribution(t.sign * t.second)
    return np.asarray(np.maximum(0.0, t.sign * gain), dtype=np.float64)
