"""Prices at exchanges against the fundamental, in the numeraire."""

import numpy as np
import pandas as pd

from firesale.analysis.tables import RunTables
from firesale.market.events import PriceQuoted, Swapped

COLUMNS = ["step", "time", "venue", "base", "quote", "price"]


def quotes(tables: RunTables) -> pd.DataFrame:
    """What each exchange quoted at the end of each recorded step.

    Columns: step, time, venue, base, quote, price (quote units per base unit), value (price in the numeraire, at the
    fundamental price of the quote asset), ratio (value over the fundamental price of the base).
    """
    rows = tables.table(PriceQuoted).rename(columns={"asset": "base"})
    return _against_fundamental(tables, rows.assign(quote=_quote_asset(tables, rows["venue"])))


def prices_after_swaps(tables: RunTables) -> pd.DataFrame:
    """What each exchange stood at after each swap, also between two legs of one bundle. Columns as in `quotes`."""
    rows = tables.table(Swapped)
    quote = _quote_asset(tables, rows["venue"])
    sold = rows["asset_out"] == quote
    base = rows["asset_in"].where(sold, rows["asset_out"])
    return _against_fundamental(tables, rows.assign(base=base, quote=quote, price=rows["price_after"]))


def _quote_asset(tables: RunTables, venues: pd.Series) -> pd.Series:
    """The asset in which a venue quotes: the one it lists as quote, else the numeraire."""
    listed = tables.listings[tables.listings["use"] == "quote"].drop_duplicates("venue")
    known = venues.map(listed.set_index("venue")["asset"]).astype(object)
    return known.fillna(tables.numeraire).astype("str")


def _against_fundamental(tables: RunTables, rows: pd.DataFrame) -> pd.DataFrame:
    coins = tables.listings.loc[tables.listings["use"] == "coin", "asset"]
    paid_in = np.where(
        rows["quote"].isin(coins), 1.0, tables.fundamental(rows["quote"], rows["step"])
    )  # a coin at its peg
    value = rows["price"] * paid_in
    ratio = value / tables.fundamental(rows["base"], rows["step"])
    return rows[COLUMNS].assign(value=value, ratio=ratio)
