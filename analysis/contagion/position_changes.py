"""Every change of a position in a pool, from the events: what the attribution follows and the exposure network adds up."""

import numpy as np
import pandas as pd

from firesale.analysis.tables import RunTables
from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.events import (
    BadDebtRealised,
    Borrowed,
    CollateralPosted,
    CollateralWithdrawn,
    DebtOffset,
    DebtRedistributed,
    Event,
    InterestAccrued,
    Liquidated,
    LiquidationTriggered,
    LiquidatorCompensated,
    PositionSeized,
    Redeemed,
    RedistributionReceived,
    Repaid,
)

CHANGES: tuple[tuple[type[Event], str, str, str, str, float], ...] = (
    (CollateralPosted, "account", "asset", "amount", "collateral", 1.0),
    (CollateralWithdrawn, "account", "asset", "amount", "collateral", -1.0),
    (Borrowed, "account", "asset", "amount", "debt", 1.0),
    (Repaid, "account", "asset", "amount", "debt", -1.0),
    (Liquidated, "borrower", "collateral", "seized", "collateral", -1.0),
    (Liquidated, "borrower", "debt", "repaid", "debt", -1.0),
    (BadDebtRealised, "borrower", "asset", "amount", "debt", -1.0),
    (PositionSeized, "borrower", "collateral", "seized", "collateral", -1.0),
    (PositionSeized, "borrower", "debt", "repaid", "debt", -1.0),
    (LiquidationTriggered, "borrower", "asset", "amount", "debt", -1.0),
    (LiquidatorCompensated, "borrower", "collateral", "received", "collateral", -1.0),
    (DebtOffset, "borrower", "collateral", "seized", "collateral", -1.0),
    (DebtRedistributed, "borrower", "collateral", "seized", "collateral", -1.0),
    (RedistributionReceived, "account", "asset", "amount", "debt", 1.0),
    (RedistributionReceived, "account", "collateral", "received", "collateral", 1.0),
    (Redeemed, "borrower", "asset", "amount", "debt", -1.0),
    (Redeemed, "borrower", "asset", "burned", "debt", -1.0),
    (Redeemed, "borrower", "collateral", "drawn", "collateral", -1.0),
)
"""What changes a position: the event, its columns for account, asset and amount, what of the position it is, and the sign.

Bad debt of a lot changes none: see `of_positions`.
"""
COLUMNS = ["sequence", "row", "step", "round", "time", "venue", "account", "asset", "use", "units", "cause"]


def position_changes(tables: RunTables) -> pd.DataFrame:
    """One row per change, in order of execution.

    `row` numbers the rows of one event, whose `sequence` they share; `use` is collateral or debt; `units` are units of the asset (debt:
    units over the borrow index of that moment, which interest does not change); `cause` is the name of the event.
    """
    parts = [_part(tables, *change) for change in CHANGES]
    changes = pd.concat(parts, ignore_index=True).sort_values(["sequence", "row"], kind="stable", ignore_index=True)
    owed = (changes["use"] == "debt").to_numpy()
    index = borrow_index_at(
        tables, changes.loc[owed, "venue"], changes.loc[owed, "asset"], changes.loc[owed, "sequence"]
    )
    changes.loc[owed, "units"] /= index
    return changes


def of_positions(rows: pd.DataFrame) -> BoolArray:
    """Which rows (n,) of an event change an open position; closings that another event tells are changes by that."""
    if "by" in rows:
        return (rows["by"] == Liquidated.__name__).to_numpy(dtype=bool)
    return ~rows["of_lot"].to_numpy(dtype=bool) if "of_lot" in rows else np.ones(len(rows), dtype=bool)


def borrow_index_at(tables: RunTables, venues: pd.Series, assets: pd.Series, sequences: pd.Series) -> FloatArray:
    """The borrow index of each debt (n,) at each moment (n,): 1 before any interest."""
    accrued = tables.table(InterestAccrued)
    found = np.ones(len(sequences))
    for (venue, asset), rows in accrued.groupby(["venue", "asset"], sort=False):
        those = ((venues == venue) & (assets == asset)).to_numpy()
        found[those] = as_of(rows["sequence"], rows["borrow_index"], sequences.to_numpy()[those], 1.0)
    return found


def as_of(sequences: pd.Series, values: pd.Series, moments: IntArray, before: float) -> FloatArray:
    """The value (n,) that was last written before each moment (n,); `before` where none was."""
    place = np.searchsorted(sequences.to_numpy(), moments, side="left") - 1
    known = np.concatenate(([before], values.to_numpy(dtype=np.float64)))
    return known[place + 1]


def _part(
    tables: RunTables, event: type[Event], account: str, asset: str, amount: str, use: str, sign: float
) -> pd.DataFrame:
    """The changes that one kind of event makes, by the names of its columns."""
    rows = tables.table(event)
    rows = rows[of_positions(rows)]
    clock = rows[["sequence", "step", "round", "time", "venue"]]
    return clock.assign(
        row=rows.groupby("sequence").cumcount(),
        account=rows[account],
        asset=rows[asset],
        use=use,
        units=sign * rows[amount],
        cause=event.__name__,
    )[COLUMNS]
