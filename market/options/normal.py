"""The standard normal distribution of an array."""

from statistics import NormalDist

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.options.error_function import complementary_error, scaled_complementary_error

TAIL = -30.0
"""Below it a probability is worked out together with the factor it is multiplied by."""


def normal_density(x: FloatArray) -> FloatArray:
    """Density at x, the shape of x."""
    return np.asarray(np.exp(-(x**2) / 2.0) / np.sqrt(2.0 * np.pi), dtype=np.float64)


def normal_distribution(x: FloatArray) -> FloatArray:
    """Probability of less than x, the shape of x. Relative error below 1e-13 down to x = -37, where rounding x / sqrt(2) makes most of it."""
    return complementary_error(-np.asarray(x, dtype=np.float64) / np.sqrt(2.0)) / 2.0


def grown_normal_distribution(log_factor: FloatArray, x: FloatArray) -> FloatArray:
    """exp(log_factor) times the probability of less than x, also where the first is too large for a number and the second too small."""
    log_factor, x = np.broadcast_arrays(log_factor, x)
    tail = np.minimum(x, TAIL)
    together = np.exp(log_factor - tail**2 / 2.0) * scaled_complementary_error(-tail / np.sqrt(2.0)) / 2.0
    apart = np.exp(np.where(x < TAIL, 0.0, log_factor)) * normal_distribution(x)
    return np.where(x < TAIL, together, apart)


def normal_quantile(probability: float) -> float:
    """The x below which a probability lies: that of the standard library (Wichura 1988, algorithm AS 241, about 16 digits)."""
    return NormalDist().inv_cdf(probability)
