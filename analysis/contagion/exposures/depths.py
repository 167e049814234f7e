"""How much can be sold of each asset, at the end of a step."""

import pandas as pd

from firesale.analysis.contagion.exposures.newest import newest
from firesale.analysis.contagion.exposures.used_prices import fundamental_prices
from firesale.analysis.tables import RunTables
from firesale.market.events import LiquidityRecorded

ONE_PER_CENT = 0.01


def depths(tables: RunTables, step: int) -> pd.DataFrame:
    """Exchanges with what they trade (`asset`) and their newest `depth`: numeraire that a sale brings until the price is 1 % lower.

    By venue. The quote asset counts at its fundamental price.
    """
    listed, prices = tables.listings, fundamental_prices(tables, step)
    quote = listed[listed["use"] == "quote"].drop_duplicates("venue").set_index("venue")["asset"]
    rows = newest(tables.table(LiquidityRecorded), step, ["venue"])[["asset", "depth"]]
    value = quote.map(prices).astype("float64").reindex(rows.index).fillna(1.0)
    return rows.assign(depth=rows["depth"] * value)


def price_impacts(venues: pd.DataFrame) -> pd.Series:
    """Relative fall of the price per unit of numeraire that is sold, by asset: 0.01 over the depths of all its exchanges together.

    `venues` as `depths` gives them. Linear, as if a sale were split so that all exchanges move alike.
    """
    total = venues.groupby("asset")["depth"].sum()
    return ONE_PER_CENT / total[total > 0.0]
