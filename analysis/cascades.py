"""Runs of consecutive steps, or rounds, that have a liquidation. Says when distress was continuous, not what caused
what.
"""

import numpy as np
import pandas as pd

from firesale.analysis.distress import liquidations
from firesale.analysis.tables import RunTables
from firesale.market.arrays import BoolArray, IntArray


def cascades(tables: RunTables) -> pd.DataFrame:
    """One row per run of consecutive steps with liquidations, in order.

    Columns: first_step, last_step, steps, start (seconds), debt (value repaid, numeraire), liquidations, pools.
    """
    rows = liquidations(tables)
    run = _run_numbers(rows["step"].diff().fillna(np.inf).to_numpy() > 1)
    grouped = rows.groupby(run)
    found = pd.DataFrame(
        {
            "first_step": grouped["step"].min(),
            "last_step": grouped["step"].max(),
            "start": grouped["time"].min(),
            "debt": grouped["debt_value"].sum(),
            "liquidations": grouped.size(),
            "pools": grouped["venue"].nunique(),
        }
    )
    return found.assign(steps=found["last_step"] - found["first_step"] + 1)


def longest_in_rounds(tables: RunTables) -> int:
    """Most consecutive rounds with a liquidation; the first round of a step follows the last one of the step before
    that had any.
    """
    pairs = liquidations(tables)[["step", "round"]].drop_duplicates().sort_values(["step", "round"])
    if pairs.empty:
        return 0
    step, round_ = pairs["step"].diff(), pairs["round"].diff()
    within = (step == 0) & (round_ == 1)
    across = (step == 1) & (pairs["round"] == pairs["round"].min())
    run = _run_numbers(~(within | across).to_numpy())
    return int(np.bincount(run).max())


def _run_numbers(starts: BoolArray) -> IntArray:
    """The number of the run of each row, (n,), given where a run starts."""
    return np.cumsum(starts, dtype=np.int64)
