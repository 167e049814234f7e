"""How the value of European options changes with each condition, the others held: per unit of the option, numeraire.

All are broadcast over conditions and options like `values`. At expiry, or without volatility, gamma, vega and theta at the money are not defined and
are given as 0. Source: Haug (1998), The Complete Guide to Option Pricing Formulas.
"""

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.options.black_scholes import Conditions, Europeans, terms
from firesale.market.options.normal import normal_density, normal_distribution


def deltas(options: Europeans, at: Conditions) -> FloatArray:
    """Per unit of price."""
    t = terms(options, at)
    return t.sign * t.grown / at.spot * normal_distribution(t.sign * t.first)


def gammas(options: Europeans, at: Conditions) -> FloatArray:
    """Change of delta per unit of price."""
    t = terms(options, at)
    at_first = t.grown * normal_density(t.first)
    return np.asarray(_over_deviation(at_first, t.deviation) / np.square(at.spot), dtype=np.float64)


def vegas(options: Europeans, at: Conditions) -> FloatArray:
    """Per unit of volatility: of 1, not of 0.01."""
    t = terms(options, at)
    return t.grown * normal_density(t.first) * np.sqrt(options.years)


def thetas(options: Europeans, at: Conditions) -> FloatArray:
    """Per year that passes."""
    t = terms(options, at)
    decay = _over_deviation(t.grown * normal_density(t.first) * np.square(at.volatility), t.deviation) / 2.0
    carried = (at.carry - at.rate) * t.grown * normal_distribution(t.sign * t.first)
    financed = at.rate * t.owed * normal_distribution(t.sign * t.second)
    return np.asarray(-decay - t.sign * (carried + financed), dtype=np.float64)


def rhos(options: Europeans, at: Conditions) -> FloatArray:
    """Per unit of the rate, of 1 and not of 0.01, the dividend held: the carry moves with the rate."""
    t = terms(options, at)
    return t.sign * options.years * t.owed * normal_distribution(t.sign * t.second)


def _over_deviation(amount: FloatArray, deviation: FloatArray) -> FloatArray:
    """The amount over the deviation, 0 where there is no deviation."""
    amount, deviation = np.broadcast_arrays(amount, deviation)
    return np.divide(amount, deviation, out=np.zeros(amount.shape), where=deviation > 0.0)
