"""Every change of a position in a pool, from the events: what the attribution follows and the exposure network adds up."""

import numpy as np
import pandas as pd

from firesale.analysis.tables import RunTables
from firesale.market.events import (
    BadDebtRealised,
    Borrowed,
    CollateralPosted,
    CollateralWithdrawn,
    Event,
    InterestAccrued,
    Liquidated,
    Repaid,
)

COLUMNS = ["sequence", "row", "step", "round", "time", "venue", "account", "asset", "use", "units", "cause"]


def position_changes(tables: RunTables) -> pd.DataFrame:
    """One row per change, in order of execution.

    `row` numbers the rows of one event, whose `sequence` they share; `use` is collateral or debt; `units` are units of the asset (debt:
    units over the borrow index of that moment, which interest does not change); `cause` is the name of the event.
    """
    parts = [
        _part(tables, CollateralPosted, "account", "asset", "amount", "collateral", 1.0),
        _part(tables, CollateralWithdrawn, "account", "asset", "amount", "collateral", -1.0),
        _part(tables, Borrowed, "account", "asset", "amount", "debt", 1.0),
        _part(tables, Repaid, "account", "asset", "amount", "debt", -1.0),
        _part(tables, Liquidated, "borrower", "collateral", "seized", "collateral", -1.0),
        _part(tables, Liquidated, "borrower", "debt", "repaid", "debt", -1.0),
        _part(tables, BadDebtRealised, "borrower", "asset", "amount", "debt", -1.0),
    ]
    changes = pd.concat(parts, ignore_index=True).sort_values(["sequence", "row"], kind="stable", ignore_index=True)
    owed = (changes["use"] == "debt").to_numpy()
    index = borrow_index_at(
        tables, changes.loc[owed, "venue"], changes.loc[owed, "asset"], changes.loc[owed, "sequence"]
    )
    changes.loc[owed, "units"] /= index
    return changes


def borrow_index_at(tables: RunTables, venues: pd.Series, assets: pd.Series, sequences: pd.Series) -> np.ndarray:
    """The borrow index of a debt (n,) at moments of the run (n,): 1 before any interest."""
    return index_at(tables, "borrow_index", venues, assets, sequences)


def index_at(tables: RunTables, column: str, venues: pd.Series, assets: pd.Series, sequences: pd.Series) -> np.ndarray:
    accrued = tables.table(InterestAccrued)
    found = np.ones(len(sequences))
    for (venue, asset), rows in accrued.groupby(["venue", "asset"], sort=False):
        those = ((venues == venue) & (assets == asset)).to_numpy()
        place = np.searchsorted(rows["sequence"].to_numpy(), sequences.to_numpy()[those], side="left") - 1
        values = rows[column].to_numpy()
        found[those] = np.where(place >= 0, values[np.maximum(place, 0)], 1.0)
    return found


def _part(
    tables: RunTables, event: type[Event], account: str, asset: str, amount: str, use: str, sign: float
) -> pd.DataFrame:
    rows = tables.table(event)
    part = rows.rename(columns={account: "account", asset: "asset"})
    if account != "account":
        part = rows.drop(columns="account", errors="ignore").rename(columns={account: "account"})
    part = part.drop(columns="asset", errors="ignore") if asset != "asset" else part
    part = part.rename(columns={asset: "asset"})
    row = rows.groupby("sequence").cumcount()
    return part.assign(row=row, units=sign * rows[amount], use=use, cause=event.__name__)[COLUMNS]
