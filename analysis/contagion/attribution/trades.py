"""The trades of a run as moves of log prices: who made them, why, and which liquidations a sale came from."""

import numpy as np
import pandas as pd

from firesale.analysis.contagion.attribution.frames import stacked
from firesale.analysis.contagion.channel_names import DELEVERAGING, FIRE_SALE, MANIPULATION, RUN, TRADING
from firesale.analysis.contagion.position_changes import as_of
from firesale.analysis.tables import RunTables
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import Liquidated, LiquidityChanged, Swapped

ARBITRAGE = "arbitrage"
CHANNEL_OF = {
    "liquidation": FIRE_SALE,
    "deleverage": DELEVERAGING,
    "manipulation": MANIPULATION,
    "run": RUN,
    ARBITRAGE: ARBITRAGE,
}
"""The channel of a trade by its motive; every other trade is trading. Arbitrage passes on what others did: see `components`."""


def trades(tables: RunTables) -> pd.DataFrame:
    """One row per trade, in order of execution, index 0..n-1.

    Columns: sequence, row (within its event), step, round, venue, account, asset_in, move (log price after over before, quote per base),
    before (log price), channel, depth_left (shares of the exchange over those at the opening, at most 1), pool (whose liquidations a
    liquidation's sale came from, else empty).
    """
    swaps = tables.table(Swapped).reset_index(drop=True)
    before = np.log(swaps["price_before"].to_numpy())
    rows = swaps[["sequence", "step", "round", "venue", "account", "asset_in"]].assign(
        row=swaps.groupby("sequence").cumcount(),
        before=before,
        move=np.log(swaps["price_after"].to_numpy()) - before,
        channel=swaps["motive"].map(CHANNEL_OF).fillna(TRADING),
        depth_left=_depth_left(tables, swaps),
    )
    return rows.assign(pool=_pools(tables, rows))


def sales(tables: RunTables, rows: pd.DataFrame) -> pd.DataFrame:
    """Which liquidation's collateral each sale of a liquidator sold: trade, liquidation (row numbers) and amount (units seized).

    A liquidator's sale is of what it seized of that asset since its sale before; a sale with nothing new goes on selling what the one before it sold.
    """
    sold = rows[rows["channel"] == FIRE_SALE]
    seized = tables.table(Liquidated).reset_index(drop=True)
    parts = []
    for (account, asset), those in sold.groupby(["account", "asset_in"], sort=False):
        mine = seized[(seized["account"] == account) & (seized["collateral"] == asset)]
        place = np.searchsorted(those["sequence"].to_numpy(), mine["sequence"].to_numpy(), side="right")
        in_time = place < len(those)
        first = pd.DataFrame(
            {"sale": place[in_time], "liquidation": mine.index[in_time], "amount": mine["seized"].to_numpy()[in_time]}
        )
        known: IntArray = np.unique(place[in_time]).astype(np.int64)
        latest = np.searchsorted(
            known, np.arange(len(those)), side="right"
        )  # the last sale with something new, 0 for none
        own = pd.DataFrame({"trade": those.index, "sale": np.concatenate(([-1], known))[latest]})
        parts.append(own.merge(first, on="sale")[["trade", "liquidation", "amount"]])
    return stacked(parts, trade="int64", liquidation="int64", amount="float64")


def arbitrage_pairs(rows: pd.DataFrame) -> pd.DataFrame:
    """Trades of one arbitrageur that follow each other directly on two exchanges, aggregated: one row per pair of events.

    Columns: sequence (of the first leg), first, second (exchanges), move_first, move_second, before_first, before_second (log prices).
    """
    legs = rows[rows["channel"] == ARBITRAGE].groupby(["sequence", "venue"], sort=True)
    events = legs.agg(move=("move", "sum"), before=("before", "first"), account=("account", "first")).reset_index()
    follows = events["sequence"].diff().eq(1) & events["account"].eq(events["account"].shift())
    follows &= events["venue"].ne(events["venue"].shift())
    second = np.flatnonzero(follows)
    second = second[~np.isin(second - 1, second)]  # three in a row are a pair and one that stands alone
    first = events.iloc[second - 1].reset_index(drop=True)
    other = events.iloc[second].reset_index(drop=True)
    return pd.DataFrame(
        {
            "sequence": first["sequence"],
            "first": first["venue"],
            "second": other["venue"],
            "move_first": first["move"],
            "move_second": other["move"],
            "before_first": first["before"],
            "before_second": other["before"],
        }
    )


def _depth_left(tables: RunTables, swaps: pd.DataFrame) -> FloatArray:
    """Shares outstanding at each trade over those after the opening, at most 1; 1 on an exchange without shares."""
    left = np.ones(len(swaps))
    for venue, rows in tables.table(LiquidityChanged).groupby("venue", sort=False):
        opening = float(rows.loc[rows["step"] == 0, "shares"].sum())
        those = (swaps["venue"] == venue).to_numpy()
        moments: IntArray = swaps["sequence"].to_numpy()[those]
        if opening > 0.0:
            left[those] = np.minimum(1.0, as_of(rows["sequence"], rows["shares"].cumsum(), moments, opening) / opening)
    return left


def _pools(tables: RunTables, rows: pd.DataFrame) -> pd.Series:
    """The pool whose liquidations each sale sold most of."""
    links = sales(tables, rows)
    pools = tables.table(Liquidated).reset_index(drop=True)["venue"]
    by_pool = links.assign(pool=links["liquidation"].map(pools)).groupby(["trade", "pool"])["amount"].sum()
    largest = by_pool.reset_index().sort_values("amount", kind="stable").drop_duplicates("trade", keep="last")
    found = pd.Series("", index=rows.index, dtype="str")
    found.loc[largest["trade"]] = largest["pool"].to_numpy()
    return found
