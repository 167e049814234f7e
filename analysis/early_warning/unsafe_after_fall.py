"""Which part of the debt a common fall of collateral prices would make unsafe."""

import numpy as np
import pandas as pd

from firesale.analysis.early_warning.recorded import positions_now
from firesale.analysis.tables import RunTables
from firesale.market.arrays import FloatArray

QUANTILES = {"health_q05": 0.05, "health_q25": 0.25, "health_q50": 0.5, "health_q75": 0.75, "health_q95": 0.95}
LEVELS = np.array(list(QUANTILES.values()))


def unsafe_share(tables: RunTables, falls: FloatArray) -> FloatArray:
    """Part of the debt of all pools that is unsafe after a fall of all collateral prices by each fraction (n,), at the
    last record.

    A fall by f makes a health of h (1 - f) of h. Between the quantiles that are recorded positions are spread evenly;
    below the lowest as densely as in the next stretch; above the highest nothing is known, and nothing counts. Within a
    pool debt is spread over positions evenly. Zero without debt.
    """
    pools = positions_now(tables)
    debt = pools["debt_value"].to_numpy()
    if len(pools) == 0:
        return np.zeros_like(falls)
    limit = 1.0 / (1.0 - falls)
    shares = np.array([_share_below(row, limit) for row in pools[list(QUANTILES)].to_numpy(dtype=np.float64)])
    return np.asarray(debt @ shares / debt.sum(), dtype=np.float64)


def fall_until(tables: RunTables, share: float) -> float:
    """The common fall of collateral prices (fraction) that makes this part of the debt unsafe; 1 if none does."""
    falls = np.linspace(0.0, 0.999, 1000)
    reached = np.flatnonzero(unsafe_share(tables, falls) >= share)
    return float(falls[reached[0]]) if len(reached) else 1.0


def _share_below(health: FloatArray, limit: FloatArray) -> FloatArray:
    """Part of a pool's positions with a health below each limit (n,), from its quantiles (5,)."""
    known = pd.notna(health)
    if not known.all():
        return np.zeros_like(limit)
    slope = (LEVELS[1] - LEVELS[0]) / max(health[1] - health[0], np.finfo(np.float64).tiny)
    least = health[0] - LEVELS[0] / slope
    below: FloatArray = np.interp(limit, [least, *health], [0.0, *LEVELS], left=0.0, right=LEVELS[-1])
    return below
