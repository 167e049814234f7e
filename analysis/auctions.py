"""Auctions of seized collateral, lot by lot."""

import pandas as pd

from firesale.analysis.tables import RunTables
from firesale.market.events import AuctionEnded, AuctionRestarted, LotTaken, PositionSeized

LOT = ["venue", "lot"]


def ended_lots(tables: RunTables) -> pd.DataFrame:
    """Lots that were sold, a row each: venue, lot, `raised` and `uncovered` and `debt` (units of the debt asset), `worth`: what was handed out of the
    collateral, at the oracle's price when it was paid (the same units), `seconds` that it took, `winners`: accounts that got a part.
    """
    ended = tables.table(AuctionEnded)[[*LOT, "raised", "uncovered", "seconds"]]
    return ended.merge(_sold(tables), how="left", on=LOT).merge(_debts(tables), how="left", on=LOT)


def _sold(tables: RunTables) -> pd.DataFrame:
    taken = tables.table(LotTaken)
    worth = taken.assign(worth=taken["received"] * taken["oracle_price"])
    return worth.groupby(LOT).agg(worth=("worth", "sum"), winners=("account", "nunique")).reset_index()


def _debts(tables: RunTables) -> pd.DataFrame:
    """What each lot was to bring: the debt of the position and what was paid to those who began the auction."""
    seized, restarted = tables.table(PositionSeized), tables.table(AuctionRestarted)
    begun = seized.assign(debt=seized["repaid"] + seized["reward"])[[*LOT, "debt"]]
    again = restarted.assign(debt=restarted["reward"])[[*LOT, "debt"]]
    parts = [part for part in (begun, again) if len(part)] or [begun]
    return pd.concat(parts, ignore_index=True).groupby(LOT)["debt"].sum().reset_index()
