"""The trades of a run as moves of log prices: who made them and why."""

from dataclasses import dataclass

import numpy as np

from firesale.analysis.contagion.attribution.event_columns import EventColumns, Names
from firesale.analysis.contagion.channel_names import (
    DELEVERAGING,
    FIRE_SALE,
    MANIPULATION,
    PEG,
    REDEMPTION,
    RUN,
    TRADING,
)
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import LiquidityChanged, Swapped

ARBITRAGE = "arbitrage"
CHANNEL_OF = {
    "liquidation": FIRE_SALE,
    "deleverage": DELEVERAGING,
    "manipulation": MANIPULATION,
    "run": RUN,
    "redemption": REDEMPTION,
    "margin": DELEVERAGING,
    "close_out": FIRE_SALE,
    ARBITRAGE: ARBITRAGE,
}
"""The channel of a trade by its motive; every other trade is trading, or moves the peg of a coin. Arbitrage passes on what others did: see
`components`."""
TRADE_CHANNELS = (TRADING, FIRE_SALE, DELEVERAGING, MANIPULATION, RUN, REDEMPTION, ARBITRAGE, PEG)


@dataclass(frozen=True)
class Trades:
    """All trades, in order of execution; every column is of shape (t,)."""

    sequence: IntArray
    row: IntArray  # within its event
    step: IntArray
    exchange: IntArray  # place among the exchanges of the run
    account: IntArray
    asset_in: Names
    amount_in: FloatArray  # units
    before: FloatArray  # log price, quote per base
    move: FloatArray  # log price after less before
    channel: Names  # of TRADE_CHANNELS
    plain: IntArray  # the channel (place in TRADE_CHANNELS) of a trade there for no reason that is known
    depth_left: FloatArray  # shares of the exchange over those at the opening, at most 1


def trades_of(events: EventColumns) -> Trades:
    """The trades of a run."""
    before = np.log(events.floats(Swapped, "price_before"))
    venue, motive = events.names(Swapped, "venue"), events.names(Swapped, "motive")
    by_motive = [TRADE_CHANNELS.index(CHANNEL_OF.get(name, TRADING)) for name in motive.known]
    channel = np.array(by_motive, dtype=np.int64)[motive.code]
    plain = np.where(venue.among(_of_coins(events)), TRADE_CHANNELS.index(PEG), TRADE_CHANNELS.index(TRADING))
    return Trades(
        events.ints(Swapped, "sequence"),
        events.row_in_event(Swapped),
        events.ints(Swapped, "step"),
        venue.places(events.tables.exchanges),
        events.ints(Swapped, "account"),
        events.names(Swapped, "asset_in"),
        events.floats(Swapped, "amount_in"),
        before,
        np.log(events.floats(Swapped, "price_after")) - before,
        Names(np.where(channel == TRADE_CHANNELS.index(TRADING), plain, channel), TRADE_CHANNELS),
        plain,
        _depth_left(events, venue),
    )


def _of_coins(events: EventColumns) -> list[str]:
    """Exchanges on which a coin that a venue mints has its price."""
    listed = events.tables.listings
    coins = set(listed.loc[listed["use"] == "coin", "asset"])
    traded = listed[listed["use"].isin(["base", "quote"]) & listed["asset"].isin(coins)]
    return sorted(set(traded["venue"]))


def _depth_left(events: EventColumns, venue: Names) -> FloatArray:
    """Shares outstanding at each trade (t,) over those after the opening, at most 1; 1 on an exchange without shares."""
    left = np.ones(len(venue.code))
    issuer, shares = events.names(LiquidityChanged, "venue"), events.floats(LiquidityChanged, "shares")
    moments, steps = events.ints(LiquidityChanged, "sequence"), events.ints(LiquidityChanged, "step")
    for name in issuer.known:
        mine, those = issuer.are(name), venue.are(name)
        opening = float(shares[mine & (steps == 0)].sum())
        if opening > 0.0:
            known = np.concatenate(([opening], np.cumsum(shares[mine])))
            place = np.searchsorted(moments[mine], events.ints(Swapped, "sequence")[those], side="left")
            left[those] = np.minimum(1.0, known[place] / opening)
    return left
