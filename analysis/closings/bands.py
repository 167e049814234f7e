"""Positions in bands that had sold everything for less than they owed, and were written off without a liquidator."""

import numpy as np
import pandas as pd

from firesale.analysis.closings.columns import closed, none_closed
from firesale.analysis.tables import RunTables
from firesale.market.events import BadDebtRealised, BandHealthStated, Repaid, SoftLiquidated

NOBODY = -1
KEYS = ["sequence", "venue", "account"]


def written_off(tables: RunTables) -> pd.DataFrame:
    """One row per position, at the moment at which its quote units repaid what they could: nobody seized anything, and `seized` is worth as much."""
    rows = tables.table(BadDebtRealised)
    rows = rows[rows["venue"].isin(tables.venues("bands"))]
    if not len(rows):
        return none_closed(tables)
    rows = rows.assign(sequence=rows["sequence"] - 1, account=rows["borrower"])
    repaid = _then(rows, tables.table(Repaid)[[*KEYS, "amount"]], KEYS, exact=True)["amount"].fillna(0.0).to_numpy()
    traded = _then(
        rows, tables.table(SoftLiquidated)[["sequence", "venue", "collateral", "collateral_price"]], KEYS[:2]
    )
    price = traded["collateral_price"].to_numpy()
    return closed(
        rows.assign(account=NOBODY),
        collateral=traded["collateral"].to_numpy(),
        debt=rows["asset"],
        repaid=repaid,
        seized=repaid * rows["debt_price"].to_numpy() / price,
        collateral_price=price,
        health_before=_then(rows, tables.table(BandHealthStated)[[*KEYS, "health"]], KEYS)["health"].to_numpy(),
        health_after=np.inf,
        by=BadDebtRealised.__name__,
    )


def _then(rows: pd.DataFrame, told: pd.DataFrame, keys: list[str], exact: bool = False) -> pd.DataFrame:
    """What was last told before each of some rows (n,), or in the same event."""
    told = told.drop_duplicates(keys, keep="last")
    if exact:
        return rows[keys].merge(told, on=keys, how="left")
    return pd.merge_asof(rows[keys], told, on="sequence", by=keys[1:], allow_exact_matches=False)
