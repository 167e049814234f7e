"""Closings that a venue writes down in several events: all of them happen at the moment of the first."""

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from firesale.analysis.tables import RunTables
from firesale.market.events import (
    DebtOffset,
    DebtRedistributed,
    Event,
    LiquidationTriggered,
    LiquidatorCompensated,
    LossAbsorbed,
    PositionSeized,
    RedistributionReceived,
)

OF_VAULTS: Mapping[type[Event], tuple[str, ...]] = MappingProxyType(
    {
        LiquidatorCompensated: ("venue", "borrower"),
        DebtOffset: ("venue", "borrower"),
        DebtRedistributed: ("venue", "borrower"),
        RedistributionReceived: ("venue",),
    }
)
"""What follows the liquidation of vaults, and by which columns it belongs to one."""


def in_one_moment(tables: RunTables, event: type[Event]) -> pd.DataFrame:
    """The table of an event; rows that belong to a closing have the sequence number with which it begins."""
    rows = tables.table(event)
    if event is PositionSeized:
        return _by_first(rows)
    if event not in OF_VAULTS or rows.empty:
        return rows
    later = of_a_backstop(tables, rows)
    found = _by_trigger(rows[~later], tables.table(LiquidationTriggered), list(OF_VAULTS[event]))
    return pd.concat([part for part in (found, rows[later]) if len(part)]).sort_values("sequence", kind="stable")


def of_a_backstop(tables: RunTables, rows: pd.DataFrame) -> pd.Series:
    """Which rows (n,) say how a loss was shared that a liquidation by another mechanism had left: the absorption follows at once."""
    return (rows["sequence"] + 1).isin(tables.table(LossAbsorbed)["sequence"])


def _by_first(rows: pd.DataFrame) -> pd.DataFrame:
    """Collaterals of one position, absorbed one after the other."""
    keys = ["venue", "borrower", "step", "round", "lot"]
    first = rows.groupby(keys, sort=False)["sequence"].transform("min") if len(rows) else rows["sequence"]
    return rows.assign(sequence=first.where(rows["lot"] < 0, rows["sequence"])).sort_values("sequence", kind="stable")


def _by_trigger(rows: pd.DataFrame, triggered: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    begun = triggered[["sequence", *keys]].drop_duplicates().assign(begun=lambda table: table["sequence"])
    found = pd.merge_asof(rows.reset_index(names="place"), begun, on="sequence", by=keys).set_index("place")
    return rows.assign(sequence=found["begun"]).sort_values("sequence", kind="stable")
