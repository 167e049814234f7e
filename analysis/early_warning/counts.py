"""Liquidations per step over a window."""

import numpy as np

from firesale.analysis.tables import RunTables
from firesale.market.arrays import FloatArray
from firesale.market.events import Liquidated


def counts(tables: RunTables, step: int, window: int) -> FloatArray:
    """How many liquidations each step of the window that ends at `step` had, (n,); n is smaller at the start of a run."""
    first = max(1, step - window + 1)
    steps = tables.table(Liquidated)["step"].to_numpy()
    inside = steps[(steps >= first) & (steps <= step)] - first
    return np.bincount(inside, minlength=step - first + 1).astype(np.float64)
