"""What several studies measure in a run: who was hit, and how much of the debt was liquidated."""

import pandas as pd

from firesale.analysis.distress import bad_debts, liquidations
from firesale.analysis.tables import RunTables
from firesale.market.events import PositionsRecorded, ReserveRecorded


def debt_at(tables: RunTables, step: int) -> "pd.Series[float]":
    """Debt of each pool at a recorded step (numeraire, oracle prices), by pool."""
    recorded = tables.table(PositionsRecorded)
    return recorded[recorded["step"] == step].set_index("venue")["debt_value"]


def liquidated_share(tables: RunTables) -> float:
    """Debt repaid in liquidations over the debt at the start."""
    return float(liquidations(tables)["debt_value"].sum() / debt_at(tables, 0).sum())


def loss_over_deposits(tables: RunTables, first: int = 0, last: int | None = None) -> "pd.Series[float]":
    """Debt written off from step `first` to step `last` (the end), over the deposits at the start (fraction), by pool."""
    recorded = tables.table(ReserveRecorded)
    start = recorded[recorded["step"] == 0]
    deposits = (start["deposits"] * start["price"]).groupby(start["venue"]).sum()
    written_off = bad_debts(tables)
    written_off = written_off[written_off["step"].between(first, tables.end[0] if last is None else last)]
    lost = written_off["value"].groupby(written_off["venue"]).sum()
    return lost.reindex(deposits.index).fillna(0.0) / deposits


def bad_debt_share(tables: RunTables) -> float:
    """Debt written off over the debt at the start."""
    return float(bad_debts(tables)["value"].sum() / debt_at(tables, 0).sum())
