"""Cash, debt, claims and losses of every reserve at the end of a step."""

import pandas as pd

from firesale.analysis.contagion.exposures.indexes import RESERVE
from firesale.analysis.contagion.exposures.newest import until
from firesale.analysis.distress import NOBODY
from firesale.analysis.tables import RunTables
from firesale.market.events import (
    BadDebtRealised,
    Borrowed,
    Event,
    FlashLoaned,
    Liquidated,
    LossAbsorbed,
    Repaid,
    Supplied,
    Withdrawn,
)

CASH: tuple[tuple[type[Event], str, str, float], ...] = (
    (Supplied, "asset", "amount", 1.0),
    (Withdrawn, "asset", "amount", -1.0),
    (Borrowed, "asset", "amount", -1.0),
    (Repaid, "asset", "amount", 1.0),
    (Liquidated, "debt", "repaid", 1.0),
    (FlashLoaned, "asset", "fee", 1.0),
)
"""What brings a pool cash and takes it: event, column of the asset, column of the units, sign."""


def reserves(
    tables: RunTables, step: int, positions: pd.DataFrame, indexes: pd.DataFrame, prices: pd.Series
) -> pd.DataFrame:
    """One row per venue and asset lent: cash, debt, deposits, deficit, own (units of the asset), price (numeraire per unit).

    `own` is what belongs to the protocol: its claims and the surplus. It follows from cash + debt + deficit = deposits + own.
    """
    owed = positions[positions["use"] == "debt"]
    held = until(tables.table(Supplied), step), until(tables.table(Withdrawn), step)
    tokens = _total(held[0], "receipts").sub(_total(held[1], "receipts"), fill_value=0.0)
    absorbed = tables.table(LossAbsorbed)
    borne = _total(until(absorbed[absorbed["bearer"] != NOBODY], step), "amount")
    parts = {
        "cash": _cash(tables, step),
        "debt": _total(owed, "units"),
        "deposits": tokens.mul(indexes["supply_index"]),
        "deficit": _total(until(tables.table(BadDebtRealised), step), "amount").sub(borne, fill_value=0.0),
    }
    table = pd.DataFrame({name: part.reindex(indexes.index) for name, part in parts.items()}).fillna(0.0)
    own = table["cash"] + table["debt"] + table["deficit"] - table["deposits"]
    return table.assign(own=own, price=prices.reindex(table.index))


def _cash(tables: RunTables, step: int) -> pd.Series:
    flows: list[pd.Series] = []
    for event, asset, units, sign in CASH:
        rows = until(tables.table(event), step)
        flows.append(rows.groupby(["venue", asset])[units].sum().mul(sign).rename_axis(RESERVE))
    total: pd.Series = pd.concat(flows).groupby(RESERVE).sum()
    return total


def _total(rows: pd.DataFrame, units: str) -> pd.Series:
    return rows.groupby(RESERVE)[units].sum()
