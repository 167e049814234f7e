"""One line of the story of a run."""

from dataclasses import dataclass
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Moment:
    """Something worth telling, and when: the step and its time in seconds since the start."""

    step: int
    time: float
    text: str


def moment(row: "pd.Series[Any]", text: str) -> Moment:
    """A moment at the step and time of one row of an event table."""
    return Moment(int(row["step"]), float(row["time"]), text)


def first_rows(
    rows: pd.DataFrame, key: str | list[str], value: str, most: int
) -> list[tuple["pd.Series[Any]", pd.DataFrame]]:
    """The first row and all rows of each group, for the `most` groups with the largest sum of `value`, in order."""
    groups = [group for _, group in rows.groupby(key)]
    groups.sort(key=lambda group: -float(group[value].sum()))
    return [(group.iloc[0], group) for group in sorted(groups[:most], key=lambda group: int(group["sequence"].iloc[0]))]
