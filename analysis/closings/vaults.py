"""Vaults that were closed by a stability pool, or whose debt and collateral went to the other vaults."""

import numpy as np
import pandas as pd

from firesale.analysis.closings.columns import closed, none_closed
from firesale.analysis.closings.moments import in_one_moment
from firesale.analysis.tables import RunTables
from firesale.market.events import DebtOffset, DebtRedistributed, LiquidationTriggered, LiquidatorCompensated

KEYS = ["sequence", "venue", "borrower"]
PEG = 1.0  # numeraire per coin: what vaults count a debt with


def triggered(tables: RunTables) -> pd.DataFrame:
    """One row per vault. `left`: what depositors of the stability pool, and owners of other vaults, took over beyond what they got for it."""
    rows = tables.table(LiquidationTriggered)
    if not len(rows):
        return none_closed(tables)
    taken = _taken(tables)
    taken = taken.assign(value=taken["units"] * taken["price"])
    largest = taken.groupby([*KEYS, "collateral"], sort=False)[["value", "price"]].agg({"value": "sum", "price": "max"})
    largest = largest.reset_index().sort_values("value", ascending=False, kind="stable").drop_duplicates(KEYS)
    largest = largest.set_index(KEYS)
    place = pd.MultiIndex.from_frame(rows[KEYS])
    value = taken.groupby(KEYS, sort=False)["value"].sum().reindex(place, fill_value=0.0).to_numpy()
    price = largest["price"].reindex(place).to_numpy()
    short = taken.groupby([*KEYS, "by"], sort=False)[["debt", "value"]].sum()
    left = (short["debt"] * PEG - short["value"]).clip(lower=0.0).groupby(level=KEYS).sum()
    return closed(
        rows,
        collateral=largest["collateral"].reindex(place).to_numpy(),
        debt=rows["asset"],
        repaid=rows["amount"],
        seized=np.divide(value, price, out=np.zeros(len(rows)), where=price > 0.0),
        collateral_price=price,
        debt_price=PEG,
        health_after=np.inf,
        by=LiquidationTriggered.__name__,
        left=left.reindex(place, fill_value=0.0).to_numpy(),
    )


def _taken(tables: RunTables) -> pd.DataFrame:
    """Which collateral of each vault went where (`by`), with the debt that went with it (coins), and its price."""
    pieces = []
    for event, units in ((LiquidatorCompensated, "received"), (DebtOffset, "seized"), (DebtRedistributed, "seized")):
        rows = in_one_moment(tables, event)
        pays = event is not LiquidatorCompensated
        price, debt = (rows["collateral_price"], rows["amount"]) if pays else (np.nan, 0.0)
        named = rows[[*KEYS, "collateral"]]
        pieces.append(named.assign(units=rows[units], debt=debt, price=price, by=event.__name__))
    found = pd.concat([piece for piece in pieces if len(piece)], ignore_index=True)
    known = found.groupby(["sequence", "venue", "collateral"], sort=False)["price"].transform("max")
    return found.assign(price=known)
