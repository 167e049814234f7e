"""What happened to perpetual positions, with its value in the numeraire, at the prices that the venue used."""

import numpy as np
import pandas as pd

from firesale.analysis.tables import RunTables
from firesale.market.events import (
    FundDrawn,
    MarginChanged,
    MarginRecorded,
    PositionChanged,
    PositionDeleveraged,
    PositionLiquidated,
)

OPENING = "opening"
"""The motive of what happened before the first step."""


def deleveraged(tables: RunTables) -> pd.DataFrame:
    """`PositionDeleveraged` rows with `notional` (at the mark), `haircut` (what its account lost against the mark) and `owed` (what the
    owner was short of at the mark), numeraire.
    """
    rows = _with_margin_price(tables, tables.table(PositionDeleveraged))
    haircut = rows["change"] * (rows["price"] - rows["mark_price"]) * rows["margin_price"]
    notional = rows["change"].abs() * rows["mark_price"] * rows["margin_price"]
    return rows.assign(notional=notional, haircut=haircut, owed=haircut.clip(lower=0.0))


def liquidated(tables: RunTables) -> pd.DataFrame:
    """`PositionLiquidated` rows with `notional` (at the mark) and `owed` (what the owner was short of at the mark), numeraire."""
    rows = _with_margin_price(tables, tables.table(PositionLiquidated))
    notional = rows["change"].abs() * rows["mark_price"] * rows["margin_price"]
    below = -rows["change"] * (rows["bankruptcy_price"] - rows["mark_price"]) * rows["margin_price"]
    return rows.assign(notional=notional, owed=below.clip(lower=0.0))


def positions_at_start(tables: RunTables) -> pd.DataFrame:
    """Perpetual positions that accounts began with: `size` (signed units), `margin` and `leverage` (value at entry over margin), by account."""
    traded = tables.table(PositionChanged)
    traded = traded[traded["motive"] == OPENING].drop_duplicates("account").set_index("account")
    paid = tables.table(MarginChanged)
    margin = paid[paid["motive"] == OPENING].groupby("account")["amount"].sum().reindex(traded.index)
    leverage = traded["change"].abs() * traded["price"] / margin
    return pd.DataFrame({"size": traded["change"], "margin": margin, "leverage": leverage})


def fund_drawn(tables: RunTables) -> pd.DataFrame:
    """`FundDrawn` rows with `value`, numeraire."""
    rows = _with_margin_price(tables, tables.table(FundDrawn))
    return rows.assign(value=rows["amount"] * rows["margin_price"])


def final_margins(tables: RunTables) -> pd.DataFrame:
    """The last `MarginRecorded` of each venue, amounts in the numeraire."""
    rows = _with_margin_price(tables, tables.table(MarginRecorded).drop_duplicates("venue", keep="last"))
    amounts = ["value", "requirement", "shortfall", "fund", "vault"]
    return rows.assign(**{name: rows[name] * rows["margin_price"] for name in amounts})


def _with_margin_price(tables: RunTables, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with `margin_price`: the fundamental price of the venue's margin asset at the step."""
    listed = tables.listings[tables.listings["use"] == "margin"].set_index("venue")["asset"]
    assets = rows["venue"].map(listed)
    prices = tables.fundamental(assets, rows["step"]) if len(rows) else np.zeros(0)
    return rows.assign(margin_price=prices)
