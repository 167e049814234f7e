"""Prices of live oracles: they report at the start of a round and are read anew by every action."""

import pandas as pd

from firesale.analysis.contagion.exposures.newest import newest, until
from firesale.analysis.quotes import prices_after_swaps, quotes
from firesale.analysis.tables import RunTables
from firesale.market.events import OracleOpened, PriceQuoted, Swapped


def live_prices(tables: RunTables, step: int, reported: pd.DataFrame) -> pd.Series:
    """What live oracles show at the end of a step (numeraire per unit), by oracle and asset.

    `reported`: newest reports by oracle and asset, with `price` and `sequence`. The median over the oracle's sources of what each showed
    last, by a trade or a quote after the report; exact for one source and at recorded steps. A source that showed nothing since stands at
    the report.
    """
    sources = _sources(tables)
    if sources.empty:
        return reported["price"].iloc[:0]
    shown = newest(_shown(tables, step), step, ["venue"])
    rows = sources.join(shown[["sequence", "value"]], on="source")
    rows = rows.join(reported.rename(columns={"sequence": "reported"})[["reported", "price"]], on=["oracle", "asset"])
    later = rows["reported"].isna() | (rows["sequence"] > rows["reported"])
    return rows["value"].where(later, rows["price"]).groupby([rows["oracle"], rows["asset"]]).median().dropna()


def _sources(tables: RunTables) -> pd.DataFrame:
    """oracle, source, asset: what each live oracle reads where."""
    opened, listed = tables.table(OracleOpened), tables.listings
    opened = opened[opened["live"]].drop_duplicates(["oracle", "source"])[["oracle", "source"]]
    traded = listed.loc[listed["use"] == "base", ["venue", "asset"]].rename(columns={"venue": "source"})
    return opened.merge(traded, on="source")


def _shown(tables: RunTables, step: int) -> pd.DataFrame:
    """Every price that an exchange showed, with its `value` in the numeraire, in order of execution."""
    parts = []
    for event, prices in ((PriceQuoted, quotes), (Swapped, prices_after_swaps)):
        rows = until(prices(tables), step)
        parts.append(rows.assign(sequence=tables.table(event).loc[rows.index, "sequence"]))
    shown = pd.concat([part for part in parts if len(part)] or parts[:1])
    return shown.sort_values("sequence", kind="stable")
