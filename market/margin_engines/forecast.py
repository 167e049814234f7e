"""How much prices move: a recursion over the products of returns, and what it has come to."""

from dataclasses import dataclass

import numpy as np

from firesale.market.arrays import FloatArray

SMALLEST = 1e-300
"""A price of zero has no logarithm."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """Covariance of log returns as forecast from the samples so far, and the last of them."""

    time: float  # of the last sample, seconds
    log_price: FloatArray  # (k,)
    covariance: FloatArray  # (k, k), per year

    @property
    def volatility(self) -> FloatArray:
        """Per square root of a year, (k,)."""
        return np.sqrt(np.maximum(0.0, np.diag(self.covariance)))

    @property
    def correlation(self) -> FloatArray:
        """Of each pair, (k, k); 1 with itself, 0 with what does not move."""
        deviation = self.volatility
        scale = np.outer(deviation, deviation)
        found = np.divide(self.covariance, scale, out=np.zeros_like(scale), where=scale > 0.0)
        np.fill_diagonal(found, 1.0)
        return np.clip(found, -1.0, 1.0)


def log_of(price: FloatArray) -> FloatArray:
    """Logarithm of prices (k,)."""
    return np.asarray(np.log(np.maximum(price, SMALLEST)), dtype=np.float64)


def updated(
    covariance: FloatArray, products: FloatArray, usual: FloatArray, reaction: float, kept: float
) -> FloatArray:
    """One step of the recursion, all (k, k): so much of what was just seen, so much of the last forecast, the rest of what is usual.

    With reaction + kept = 1 it is the exponentially weighted moving average (RiskMetrics 1996: 0.06 and 0.94 for days), else GARCH(1,1) with
    alpha = reaction, beta = kept and omega = (1 - alpha - beta) times the usual variance (Bollerslev 1986, Journal of Econometrics 31).
    """
    return reaction * products + kept * covariance + (1.0 - reaction - kept) * usual
