"""Many runs as a table: the mean of each outcome at each point of a design, with its 95 % interval."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from firesale.analysis.compare import BySeed, compare
from firesale.market.errors import BadValueError

CONFIDENCE = 0.95
Value = float | str


def means(rows: pd.DataFrame, by: Sequence[str], outcomes: Sequence[str], chances: Collection[str]) -> pd.DataFrame:
    """One row per point of the design, in the order of `rows`: the columns `by`, n (runs), and for each outcome its
    mean and the ends of its interval.

    The interval of an outcome in `chances`, which happens (1) or not (0), is Wilson's score interval; that of any other
    is by Student's t. Runs that did not measure an outcome (NaN) do not count for it.
    """
    found: list[dict[str, Any]] = []
    for point, group in rows.groupby(list(by), sort=False):
        row = dict(zip(by, point, strict=True)) | {"n": len(group)}
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


def against(rows: pd.DataFrame, by: Sequence[str], axis: str, base: Value, outcomes: Sequence[str]) -> pd.DataFrame:
    """What changes from the value `base` of one axis to its other values, in pairs of equal seeds.

    One row per point of the design whose value is another: the columns `by`, and for each outcome `.more` (mean
    difference) and the ends of its interval, `.more.low` and `.more.high`. Raises BadValueError if a point has no
    partner.
    """
    points = {point: _by_seed(group, outcomes) for point, group in rows.groupby(list(by), sort=False)}
    found: list[dict[str, Any]] = []
    for point, runs in points.items():
        place = dict(zip(by, point, strict=True))
        partner = tuple(base if name == axis else value for name, value in place.items())
        if point == partner:
            continue
        if partner not in points:
            raise BadValueError(axis, list(rows[axis].unique()), f"{base} at each point too")
        table = compare(points[partner], runs)
        for name in outcomes:
            ends = {f"{name}.more": "difference", f"{name}.more.low": "low", f"{name}.more.high": "high"}
            place |= {column: table[what].to_dict()[name] for column, what in ends.items()}
        found.append(place)
    return pd.DataFrame(found)


def _by_seed(rows: pd.DataFrame, outcomes: Sequence[str]) -> BySeed:
    return {int(row["seed"]): {name: float(row[name]) for name in outcomes} for row in rows.to_dict("records")}
