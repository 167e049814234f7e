"""What was written last of each thing until a step."""

import pandas as pd


def until(rows: pd.DataFrame, step: int) -> pd.DataFrame:
    """The rows of an event table that were written by the end of a step."""
    return rows[rows["step"] <= step]


def newest(rows: pd.DataFrame, step: int, keys: list[str]) -> pd.DataFrame:
    """The last row of each combination of `keys` by the end of a step, by these keys."""
    return until(rows, step).drop_duplicates(keys, keep="last").set_index(keys)
