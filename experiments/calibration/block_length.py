"""How long the blocks of a stationary bootstrap should be."""

from math import ceil, log10, sqrt

import numpy as np

from firesale.market.arrays import BoolArray, FloatArray

QUIET = 2.0  # standard errors within which an autocorrelation counts as none
IN_A_ROW = 5  # how many lags must be quiet, at least


def block_length(series: FloatArray) -> float:
    """Mean block length, in values, that serves the mean of the series best; at least 1, at most 3 sqrt(n) and n / 3.

    The squared spectrum at zero counts: where its estimate is nothing or less, as of a series that swings to and fro, blocks are long.

    Source: Politis and White (2004), Automatic block-length selection for the dependent bootstrap, with the correction of
    Patton, Politis and White (2009).
    """
    count = len(series)
    row = max(IN_A_ROW, ceil(sqrt(log10(count))))
    most = min(ceil(sqrt(count)) + row, count - 1)
    covariance = autocovariances(series, most)
    if covariance[0] <= 0.0:
        return 1.0
    loud = np.abs(covariance / covariance[0]) >= QUIET * sqrt(log10(count) / count)
    reach = min(2 * max(_last_loud(loud, row), 1), most)
    lags = np.arange(1, reach + 1)
    window = np.minimum(1.0, 2.0 * (1.0 - lags / reach))  # flat in the first half, then straight to zero
    slope = 2.0 * float((window * lags * covariance[lags]).sum())
    at_zero = float(covariance[0] + 2.0 * (window * covariance[lags]).sum())
    longest = ceil(min(3.0 * sqrt(count), count / 3.0))
    if abs(slope) * count**0.5 >= abs(at_zero) * longest**1.5:
        return float(longest)
    return float(max(1.0, (slope**2 / at_zero**2 * count) ** (1.0 / 3.0)))


def _last_loud(loud: BoolArray, row: int) -> int:
    """The lag after which `row` lags in turn are quiet; the last loud one, if there is none."""
    for lag in range(len(loud) - row):
        if not loud[lag + 1 : lag + 1 + row].any():
            return lag
    return int(np.flatnonzero(loud)[-1])


def autocovariances(series: FloatArray, most: int) -> FloatArray:
    """At lags 0 to `most`, (most + 1,)."""
    apart = series - series.mean()
    return np.array([float(apart[: len(apart) - lag] @ apart[lag:]) / len(apart) for lag in range(most + 1)])
