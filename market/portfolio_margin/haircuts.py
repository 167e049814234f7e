"""Haircuts on collateral that grow with its volatility."""

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.calendar import SECONDS_PER_YEAR
from firesale.market.options.normal import normal_quantile


def risk_adjusted_haircuts(volatilities: FloatArray, level: float, seconds: float, least: float) -> FloatArray:
    """Part of the price (k,) that the price may lose within `seconds` with probability 1 - level, at least `least`.

    Of a price that moves like a geometric Brownian motion without drift: 1 - exp(-z s sqrt(t)). Source: principle 5 of the CPMI-IOSCO Principles for
    Financial Market Infrastructures (2012) asks for haircuts that cover stressed prices (unverified); the formula is the log-normal quantile.
    """
    worst = normal_quantile(level) * volatilities * np.sqrt(seconds / SECONDS_PER_YEAR)
    return np.asarray(np.maximum(least, 1.0 - np.exp(-worst)), dtype=np.float64)
