"""Fundamental prices and exchanges of a run as the attribution needs them."""

from dataclasses import dataclass

import numpy as np

from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.led import Led, led_of
from firesale.analysis.contagion.attribution.trades import Trades
from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.events import PriceMoved, PriceQuoted, ResilienceStated

ORDER_BOOK = "order_book"


@dataclass(frozen=True)
class Fundamentals:
    """Fundamental prices step by step (t steps), and when each step began."""

    prices: FloatArray  # (t, assets), logarithms, numeraire per unit
    assets: tuple[str, ...]
    step: IntArray  # (t,)
    time: FloatArray  # (t,), seconds
    began: IntArray  # (t,), sequence number of the step's first price
    seconds: FloatArray  # (t,), since the step before

    def of(self, asset: str) -> FloatArray:
        """Log price of an asset (t,); 0 of one that has none."""
        return self.prices[:, self.assets.index(asset)] if asset in self.assets else np.zeros(len(self.step))

    def row_at(self, moments: IntArray) -> IntArray:
        """The step (its row) in which each moment lies (n,)."""
        return np.maximum(np.searchsorted(self.began, moments, side="right") - 1, 0)


def fundamentals_of(events: EventColumns) -> Fundamentals:
    """The fundamental prices of a run."""
    wide = events.tables.fundamentals
    step, first = np.unique(events.ints(PriceMoved, "step"), return_index=True)
    if len(step):
        time, began = events.floats(PriceMoved, "time")[first], events.ints(PriceMoved, "sequence")[first]
    else:
        step, time, began = np.zeros(1, dtype=np.int64), np.zeros(1), np.zeros(1, dtype=np.int64)
    prices = np.log(wide.to_numpy(dtype=np.float64))
    assets = tuple(str(asset) for asset in wide.columns)
    return Fundamentals(prices, assets, step, time, began, np.diff(time, prepend=time[:1]))


@dataclass(frozen=True)
class Exchanges:
    """What is known of the exchanges (e of them)."""

    names: list[str]
    base: list[str]
    quote: list[str]
    follows: BoolArray  # (e,), an order book re-centres on the fundamental; other exchanges move by trades only
    half_life: FloatArray  # (e,), seconds; infinite where nothing decays
    permanent: FloatArray  # (e,), part of a move that stays
    start: FloatArray  # (e,), log value of one base unit in the numeraire at the opening
    led: tuple[Led, ...]  # those that quote around what an oracle reports

    def trading(self, asset: str, names: list[str]) -> tuple[int, ...]:
        """Places of those among `names` whose base asset it is."""
        return tuple(place for place, name in enumerate(self.names) if name in names and self.base[place] == asset)

    def driver(self, place: int) -> str:
        """The asset whose fundamental price moves the value of the base asset there without a trade."""
        return self.base[place] if self.follows[place] else self.quote[place]


def exchanges_of(events: EventColumns, trades: Trades, fundamentals: Fundamentals) -> Exchanges:
    """The exchanges of a run."""
    tables = events.tables
    names, listed = list(tables.exchanges), tables.listings
    uses = {
        (use, venue): asset
        for venue, use, asset in zip(listed["venue"], listed["use"], listed["asset"], strict=True)
        if use in ("base", "quote")
    }
    base = [uses["base", name] for name in names]
    quote = [uses.get(("quote", name), tables.numeraire) for name in names]
    stated = events.frame(ResilienceStated)
    recentres = set(stated["venue"])
    follows = np.array([name in recentres or tables.kinds.get(name) == ORDER_BOOK for name in names], dtype=bool)
    half_life = dict(zip(stated["venue"], stated["half_life"], strict=True))
    permanent = dict(zip(stated["venue"], stated["permanent_share"], strict=True))
    return Exchanges(
        names,
        base,
        quote,
        follows,
        np.array([float(half_life.get(name, np.inf)) for name in names]),
        np.array([float(permanent.get(name, 1.0)) for name in names]),
        _start(events, trades, fundamentals, list(zip(names, base, quote, strict=True)), follows),
        led_of(events, names, base),
    )


def _start(
    events: EventColumns,
    trades: Trades,
    fundamentals: Fundamentals,
    pairs: list[tuple[str, str, str]],
    follows: BoolArray,
) -> FloatArray:
    """Log value of the base asset at the opening (e,): as quoted, else as first traded, else its fundamental price. `pairs`: name, base, quote."""
    quoted = events.frame(PriceQuoted)
    quoted = quoted[quoted["step"] == 0]
    price = dict(zip(quoted["venue"], quoted["price"], strict=True))
    start = np.zeros(len(pairs))
    for place, (name, base, quote) in enumerate(pairs):
        worth, traded = fundamentals.of(quote)[0], np.flatnonzero(trades.exchange == place)
        if name in price:
            start[place] = np.log(price[name]) + worth
        elif len(traded) and not follows[place]:
            start[place] = trades.before[traded[0]] + worth
        else:
            start[place] = fundamentals.of(base)[0]
    return start
