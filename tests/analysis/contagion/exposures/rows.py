"""One row of a table as plain numbers."""

from collections.abc import Hashable

import pandas as pd


def row(table: pd.DataFrame, key: Hashable, *columns: str) -> list[float]:
    """The values of some columns, or all, in the one row that has this label."""
    chosen = table[list(columns)] if columns else table
    values: list[float] = chosen.to_numpy(dtype="float64")[chosen.index.get_loc(key)].tolist()
    return values
