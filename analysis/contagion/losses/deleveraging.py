"""Traders on the other side whose positions are closed at the bankruptcy price of somebody else."""

import pandas as pd

from firesale.analysis.contagion.losses.margins import BANKRUPT, in_margin, taker
from firesale.analysis.contagion.losses.shares import Shares, shares
from firesale.analysis.tables import RunTables
from firesale.market.events import PositionDeleveraged


def deleveraging(tables: RunTables) -> Shares:
    """Each closing against one owner is a loss, in units of the margin asset: the distance from the mark price. Where an unsafe owner who is not
    bankrupt pays for it, no loss is left.
    """
    rows = in_margin(tables, tables.table(PositionDeleveraged).rename(columns={"price": "paid"}))
    amount = rows["change"] * (rows["paid"] - rows["mark_price"])
    rows = rows.assign(amount=amount, number=rows["sequence"])[amount > 0.0]
    bearer = taker(rows["account"]).map({"traders": "deleveraged traders", "market maker": "market maker"})
    total = rows["amount"].groupby(rows["number"]).transform("sum")
    borne = rows[["number", "account", "amount"]].assign(bearer=bearer, part=rows["amount"] / total)
    return shares(_by_owner(rows), borne)


def _by_owner(rows: pd.DataFrame) -> pd.DataFrame:
    """What each bankrupt owner left."""
    first = {name: (name, "first") for name in ("sequence", "step", "venue", "asset", "price", "owner")}
    left = rows.groupby("number", sort=False).agg(**first, amount=("amount", "sum")).reset_index()
    return left.assign(path="deleveraging", origin=BANKRUPT)
