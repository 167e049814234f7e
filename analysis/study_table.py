"""Many runs as a table: the mean of each outcome at each point of a design, with its 95 % interval."""

from collections.abc import Collection, Hashable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from firesale.analysis.compare import BySeed, compare
from firesale.market.errors import BadValueError

CONFIDENCE = 0.95


def means(rows: pd.DataFrame, by: Sequence[str], outcomes: Sequence[str], chances: Collection[str]) -> pd.DataFrame:
    """One row per point of the design, in the order of `rows`: the columns `by`, n (runs), and for each outcome its
    mean and the ends of its interval.

    The interval of an outcome in `chances`, which happens (1) or not (0), is Wilson's score interval; that of any other
    is by Student's t. Runs that did not measure an outcome (NaN) do not count for it.
    """
    found: list[dict[Hashable, Any]] = []
    for point, group in rows.groupby(list(by), sort=False):
        row: dict[Hashable, Any] = dict(zip(by, point, strict=True)) | {"n": len(group)}
        for name in outcomes:
            values = group[name].dropna().to_numpy(dtype=np.float64)
            low, high = chance_interval(values) if name in chances else mean_interval(values)
            row |= {name: values.mean() if len(values) else np.nan, f"{name}.low": low, f"{name}.high": high}
        found.append(row)
    return pd.DataFrame(found)


def crossed(table: pd.DataFrame, index: Sequence[str], column: str, value: str) -> pd.DataFrame:
    """One value of a table with the columns `index` down and one across, both in the order in which they first come."""
    wide = table.set_index([*index, column])[value].unstack(column)  # noqa: PD010
    order = pd.MultiIndex.from_frame(table[list(index)].drop_duplicates())
    rows = order if len(index) > 1 else order.get_level_values(0)
    return wide.loc[rows, list(dict.fromkeys(table[column]))]


def mean_interval(values: np.ndarray) -> tuple[float, float]:
    """The interval of a mean by Student's t; NaN below two values."""
    if len(values) < 2:
        return np.nan, np.nan
    half = float(stats.t.ppf(0.5 + CONFIDENCE / 2, len(values) - 1) * stats.sem(values))
    return float(values.mean()) - half, float(values.mean()) + half


def chance_interval(happened: np.ndarray) -> tuple[float, float]:
    """The interval of a chance by Wilson (1927), Journal of the American Statistical Association 22: not empty where
    all runs agree; NaN without runs.
    """
    if len(happened) == 0:
        return np.nan, np.nan
    interval = stats.binomtest(int(happened.sum()), len(happened)).proportion_ci(CONFIDENCE, method="wilson")
    return float(interval.low), float(interval.high)


def contrasts(
    rows: pd.DataFrame, by: Sequence[str], axis: str, pair: tuple[Hashable, Hashable], outcomes: Sequence[str]
) -> pd.DataFrame:
    """What changes from the first to the second value of `axis`, in pairs of equal seeds: a row per point of the other
    columns `by` and outcome.

    Columns: those of `by` but `axis`, outcome, and what `compare` gives. Raises BadValueError if a point lacks one of
    the two.
    """
    others = [name for name in by if name != axis]
    found = []
    for point, group in rows.groupby(others, sort=False):
        sides = [_by_seed(group[group[axis] == value], outcomes) for value in pair]
        if not all(sides):
            raise BadValueError(axis, list(group[axis].unique()), f"the values {pair[0]} and {pair[1]} at each point")
        table = compare(*sides).rename_axis("outcome").reset_index()
        for name, value in reversed(list(zip(others, point, strict=True))):
            table.insert(0, name, value)
        found.append(table)
    return pd.concat(found, ignore_index=True)


def _by_seed(rows: pd.DataFrame, outcomes: Sequence[str]) -> BySeed:
    return {int(row["seed"]): {name: float(row[name]) for name in outcomes} for row in rows.to_dict("records")}
