"""The logarithmic mean: what makes a change of a sum, or of its logarithm, the exact sum of the changes of its parts."""

import numpy as np

from firesale.market.arrays import FloatArray

CLOSE = 1e-6
"""Below this relative difference the series of the mean is exact to the last digit."""


def log_mean(first: FloatArray | float, second: FloatArray | float) -> FloatArray:
    """L(x, y) = (x - y) / ln(x / y), x if they are equal, 0 if one is 0; shapes broadcast.

    With it ln(sum of x / sum of y) = sum over parts of L(x, y) / L(sum of x, sum of y) * ln(x / y). Source: Ang, Decomposition analysis for
    policymaking in energy (Energy Policy 2004), the logarithmic mean Divisia index.
    """
    x, y = np.broadcast_arrays(np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64))
    positive = (x > 0.0) & (y > 0.0)
    safe_x, safe_y = np.where(positive, x, 1.0), np.where(positive, y, 1.0)
    half = _log_ratio(safe_x, safe_y) / 2.0  # L = sqrt(x y) sinh(h) / h
    wide = np.abs(half) > CLOSE
    ratio = np.where(wide, np.sinh(np.where(wide, half, 1.0)) / np.where(wide, half, 1.0), 1.0 + half**2 / 6.0)
    return np.where(positive, np.sqrt(safe_x) * np.sqrt(safe_y) * ratio, 0.0)


def _log_ratio(x: FloatArray, y: FloatArray) -> FloatArray:
    """ln(x / y): of the quotient, which loses no digits if they are close, unless it overflows."""
    with np.errstate(over="ignore"):
        quotient = x / y
    usable = np.isfinite(quotient) & (quotient > 0.0)
    return np.where(usable, np.log(np.where(usable, quotient, 1.0)), np.log(x) - np.log(y))


def shares_of_sum(after: FloatArray, before: FloatArray) -> FloatArray:
    """The weight (n, k) of each part's logarithmic change in that of the sum over k; parts (n, k), zero where a part is."""
    whole = log_mean(after.sum(axis=1), before.sum(axis=1))
    parts = log_mean(after, before)
    return np.divide(parts, whole[:, None], out=np.zeros_like(parts), where=whole[:, None] > 0.0)
