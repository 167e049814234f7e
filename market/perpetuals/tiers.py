"""Maintenance margin in tiers with maintenance amounts. Source: Binance USD-M leverage brackets."""

import numpy as np

from firesale.market.arrays import FloatArray, IntArray


def tier_of(notional: FloatArray, largest: FloatArray) -> IntArray:
    """The tier of each notional: tiers reach up to and including `largest` (t,); the last one also takes what is beyond."""
    place = np.searchsorted(largest, notional, side="left")
    return np.minimum(place, len(largest) - 1)


def maintenance_amounts(largest: FloatArray, fractions: FloatArray) -> FloatArray:
    """What each tier (t,) takes off, so that the requirement has no jump: the sum of lower bound times rise of the fraction."""
    rises = np.diff(fractions, prepend=fractions[:1])
    bounds = np.concatenate(([0.0], largest[:-1]))
    return np.cumsum(rises * bounds)


def tiered_requirement(notional: FloatArray, largest: FloatArray, fractions: FloatArray) -> FloatArray:
    """Maintenance requirement, shape of `notional`: fraction of the tier times notional, less the tier's amount."""
    tier = tier_of(notional, largest)
    return notional * fractions[tier] - maintenance_amounts(largest, fractions)[tier]
