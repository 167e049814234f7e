"""Positions that a pool took whole: for an auction, or for a storefront."""

import pandas as pd

from firesale.analysis.closings.columns import closed, none_closed
from firesale.analysis.closings.moments import in_one_moment
from firesale.analysis.tables import RunTables
from firesale.market.events import AuctionEnded, PositionSeized

KEYS = ["sequence", "venue", "borrower"]


def seized(tables: RunTables) -> pd.DataFrame:
    """One row per position and moment. What an auction did not need, or a storefront owed the owner at once, is `returned`."""
    rows = in_one_moment(tables, PositionSeized)
    if not len(rows):
        return none_closed(tables)
    rows = rows.assign(
        value=rows["seized"] * rows["collateral_price"], credit=(-rows["penalty"]).clip(lower=0.0) * rows["debt_price"]
    )
    whole = rows.groupby(KEYS, sort=False)[["value", "repaid", "credit"]].sum()
    first = rows.sort_values("value", ascending=False, kind="stable").drop_duplicates(KEYS).set_index(KEYS)
    first = first.loc[whole.index].reset_index()
    whole = whole.reset_index(drop=True)
    units = first["seized"].where(first["value"] <= 0.0, whole["value"] / first["collateral_price"])
    returned = whole["credit"] + _given_back(tables, first) * first["collateral_price"]
    return closed(
        first, repaid=whole["repaid"], seized=units, returned=returned, lot=first["lot"], by=PositionSeized.__name__
    )


def _given_back(tables: RunTables, rows: pd.DataFrame) -> pd.Series:
    """Units of each lot (n,) that went back to its owner."""
    ended = tables.table(AuctionEnded)
    given = dict(zip(zip(ended["venue"], ended["lot"], strict=True), ended["returned"], strict=True))
    return pd.Series([given.get(lot, 0.0) for lot in zip(rows["venue"], rows["lot"], strict=True)], dtype="float64")
