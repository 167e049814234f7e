"""Paired differences of two mechanisms that met the same prices and the same people."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy import stats

from firesale.market.arrays import FloatArray
from firesale.market.errors import BadValueError

BySeed = Mapping[int, Mapping[str, float]]
"""The numbers of one run each, by its seed."""


def compare(a: BySeed, b: BySeed, confidence: float = 0.95) -> pd.DataFrame:
    """What changes from A to B under common seeds: a row per number, in the order of A.

    Columns: mean_a, mean_b, difference (mean of B-A), low and high (its interval by Student's t), variance_ratio
    (variance of B-A over the sum of the variances of A and B: the share of variance left against independent seeds; NaN
    if neither varies), n (pairs where both are finite; the interval is NaN below 2). Raises if the seeds differ or are
    fewer than 2, or `confidence` is not a fraction between 0 and 1.
    """
    _check(a, b, confidence)
    seeds = sorted(a)
    frame_a, frame_b = (pd.DataFrame([dict(runs[seed]) for seed in seeds], index=seeds, dtype=float) for runs in (a, b))
    names = list(dict.fromkeys([*frame_a.columns, *frame_b.columns]))
    rows = [_compare_one(_column(frame_a, name), _column(frame_b, name), confidence) for name in names]
    return pd.DataFrame(rows, index=pd.Index(names, name="metric"))


def _check(a: BySeed, b: BySeed, confidence: float) -> None:
    if set(a) != set(b):
        raise BadValueError("seeds", sorted(set(a) ^ set(b)), "the same seeds on both sides, none on one side only")
    if len(a) < 2:
        raise BadValueError("seeds", sorted(a), "two seeds or more")
    if not 0.0 < confidence < 1.0:
        raise BadValueError("confidence", confidence, "a fraction between 0 and 1")


def _column(frame: pd.DataFrame, name: str) -> FloatArray:
    column: FloatArray = frame[name].to_numpy(dtype=np.float64) if name in frame else np.full(len(frame), np.nan)
    return column


def _compare_one(a: FloatArray, b: FloatArray, confidence: float) -> dict[str, float]:
    """One row, from the pairs where both numbers are finite."""
    both = np.isfinite(a) & np.isfinite(b)
    a, b, n = a[both], b[both], int(both.sum())
    if n < 2:
        mean_a, mean_b = (float(side[0]) if n else np.nan for side in (a, b))
        return _row(mean_a, mean_b, mean_b - mean_a, np.nan, np.nan, n)
    apart = float(np.var(a, ddof=1) + np.var(b, ddof=1))
    paired = float(np.var(b - a, ddof=1))
    half = float(stats.t.ppf(0.5 + confidence / 2, n - 1)) * np.sqrt(paired / n)
    ratio = paired / apart if apart > 0 else np.nan
    return _row(float(a.mean()), float(b.mean()), float((b - a).mean()), half, ratio, n)


def _row(mean_a: float, mean_b: float, difference: float, half: float, ratio: float, n: int) -> dict[str, float]:
    interval = {"low": difference - half, "high": difference + half}
    return {"mean_a": mean_a, "mean_b": mean_b, "difference": difference, **interval, "variance_ratio": ratio, "n": n}
