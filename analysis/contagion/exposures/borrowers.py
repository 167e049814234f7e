"""Accounts that owe in more than one pool: who loses in one pool may fail in the other."""

import numpy as np
import pandas as pd

from firesale.analysis.contagion.exposures.state import State
from firesale.market.arrays import FloatArray


def common_borrowers(state: State) -> pd.DataFrame:
    """One row per pair of pools in both directions: source, target, value, accounts.

    `value` is the sum over common borrowers of the smaller of the two debts (numeraire): what one pool can lose by accounts that owe the
    other at least as much. `accounts` is their number.
    """
    owed = state.balances[state.balances["debt"] > 0.0].reset_index()
    owed = owed[owed["account"].duplicated(keep=False)]
    wide = owed.pivot_table(index="account", columns="venue", values="debt", fill_value=0.0)
    debts: FloatArray = wide.to_numpy(dtype=np.float64)
    pools = wide.columns.tolist()
    rows = []
    for i, source in enumerate(pools):
        smaller = np.minimum(debts, debts[:, [i]])
        both, value = (smaller > 0.0).sum(axis=0), smaller.sum(axis=0)
        rows += [(source, pools[j], float(value[j]), int(both[j])) for j in np.flatnonzero(both).tolist() if j != i]
    return pd.DataFrame(rows, columns=["source", "target", "value", "accounts"])
