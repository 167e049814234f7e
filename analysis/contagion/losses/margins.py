"""The margin asset of each venue of perpetuals: what losses there are counted in."""

import pandas as pd

from firesale.analysis.tables import RunTables

BANKRUPT = "bankrupt account"
VAULT = -1
"""The account of the venue's own market maker."""


def in_margin(tables: RunTables, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows (of venues of perpetuals) with the margin asset as `asset` (the numeraire if none is listed) and its fundamental price as `price`."""
    listed = tables.listings[tables.listings["use"] == "margin"].drop_duplicates("venue").set_index("venue")
    asset = listed["asset"].reindex(rows["venue"]).fillna(tables.numeraire).astype("str").set_axis(rows.index)
    return rows.assign(asset=asset, price=tables.fundamental(asset, rows["step"]))


def taker(accounts: pd.Series) -> pd.Series:
    """What an account (n,) is that took over a position: the market maker, or a trader."""
    return (accounts == VAULT).map({True: "market maker", False: "traders"}).astype("str")
