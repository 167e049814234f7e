"""The prices at which pools value what they hold, at the end of a step."""

from typing import Any

import pandas as pd

from firesale.analysis.contagion.exposures.live_prices import live_prices
from firesale.analysis.contagion.exposures.newest import newest
from firesale.analysis.tables import RunTables
from firesale.market.events import PriceReported


def oracle_prices(tables: RunTables, step: int) -> pd.Series:
    """What each oracle reports at the end of a step (numeraire per unit), by oracle and asset."""
    reported = newest(tables.table(PriceReported), step, ["oracle", "asset"])
    return live_prices(tables, step, reported).combine_first(reported["price"])


def fundamental_prices(tables: RunTables, step: int) -> pd.Series:
    """Fundamental price of each base asset at a step (numeraire per unit), by asset."""
    wide = tables.fundamentals
    row = max(int(wide.index.searchsorted(step, side="right")) - 1, 0)
    return wide.iloc[row]


def used_prices(tables: RunTables, step: int, indexes: pd.DataFrame) -> pd.Series:
    """What each pool values a unit of each of its assets at (numeraire), by venue and asset.

    A receipt token that its oracle does not follow is worth its supply index times its underlying; an asset that no oracle reports is worth
    its fundamental price, NaN if it has none.
    """
    listed = tables.listings
    valued = listed[listed["use"].isin(["collateral", "debt"])].drop_duplicates(["venue", "asset"])
    quoted = Quoted(tables, step, indexes)
    prices = [quoted.price(oracle, asset) for oracle, asset in zip(valued["oracle"], valued["asset"], strict=True)]
    return pd.Series(prices, index=pd.MultiIndex.from_frame(valued[["venue", "asset"]]), dtype="float64")


class Quoted:
    """Prices at one step: an oracle's report, else the redemption rate times the underlying, else the fundamental price."""

    def __init__(self, tables: RunTables, step: int, indexes: pd.DataFrame) -> None:
        self._reported: dict[Any, float] = oracle_prices(tables, step).to_dict()
        self._fundamental: dict[Any, float] = fundamental_prices(tables, step).to_dict()
        listed = tables.listings
        issued = listed[(listed["use"] == "receipt") & listed["venue"].isin(tables.pools)]
        self._issuer = {
            receipt: (venue, underlying)
            for receipt, venue, underlying in zip(issued["asset"], issued["venue"], issued["underlying"], strict=True)
        }
        self._redeems: dict[Any, float] = indexes["supply_index"].to_dict()

    def price(self, oracle: str, asset: str) -> float:
        """Numeraire per unit of an asset in the eyes of an oracle."""
        if (oracle, asset) in self._reported:
            return float(self._reported[oracle, asset])
        if asset in self._issuer:
            venue, underlying = self._issuer[asset]
            return float(self._redeems.get((venue, underlying), 1.0)) * self.price(oracle, underlying)
        return float(self._fundamental.get(asset, float("nan")))
