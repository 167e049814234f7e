"""The trades of a run as moves of log prices: who made them and why."""

from dataclasses import dataclass

import numpy as np

from firesale.analysis.contagion.attribution.event_columns import EventColumns, Names
from firesale.analysis.contagion.channel_names import DELEVERAGING, FIRE_SALE, MANIPULATION, RUN, TRADING
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import LiquidityChanged, Swapped

ARBITRAGE = "arbitrage"
CHANNEL_OF = {
    "liquidation": FIRE_SALE,
    "deleverage": DELEVERAGING,
    "manipulation": MANIPULATION,
    "run": RUN,
    ARBITRAGE: ARBITRAGE,
}
"""The channel of a trade by its motive; every other trade is trading. Arbitrage passes on what others did: see `components`."""
TRADE_CHANNELS = (TRADING, FIRE_SALE, DELEVERAGING, MANIPULATION, RUN, ARBITRAGE)


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
    depth_left: FloatArray  # shares of the exchange over those at the opening, at most 1


def trades_of(events: EventColumns) -> Trades:
    """The trades of a run."""
    before = np.log(events.floats(Swapped, "price_before"))
    venue, motive = events.names(Swapped, "venue"), events.names(Swapped, "motive")
    channel = [TRADE_CHANNELS.index(CHANNEL_OF.get(name, TRADING)) for name in motive.known]
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
        Names(np.array(channel, dtype=np.int64)[motive.code], TRADE_CHANNELS),
        _depth_left(events, venue),
    )


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
