"""What a live oracle shows after each trade: the middle of what its exchanges quote at that moment."""

from dataclasses import dataclass

import numpy as np

from firesale.analysis.contagion.attribution.arbitrage import RoundTrips, round_trips_of
from firesale.analysis.contagion.attribution.components import Walk
from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.exchanges import Exchanges, Fundamentals, exchanges_of, fundamentals_of
from firesale.analysis.contagion.attribution.medians import middle
from firesale.analysis.contagion.attribution.moves import Moves
from firesale.analysis.contagion.attribution.price_sources import Quote
from firesale.analysis.contagion.attribution.sources import Source, Sources
from firesale.analysis.contagion.attribution.trades import Trades, trades_of
from firesale.analysis.contagion.channel_names import RESIDUAL
from firesale.market.arrays import FloatArray, IntArray


@dataclass(frozen=True)
class Levels:
    """What the exchanges of a run quote at any moment, whoever moved them."""

    exchanges: Exchanges
    fundamentals: Fundamentals
    trades: Trades
    trips: RoundTrips

    def shown(self, quote: Quote) -> tuple[IntArray, FloatArray]:
        """The trades (t,) on these exchanges, the last one of each event, and the log price that is shown after each (t,), in the numeraire."""
        trades = self.trades
        rows = np.flatnonzero(np.isin(trades.exchange, quote))
        last = rows[np.flatnonzero(np.diff(trades.sequence[rows], append=-1) != 0)]
        if len(quote) > 1:
            return last, middle(self._at(trades.sequence[last] + 1, np.array(quote, dtype=np.int64)))
        worth = self.fundamentals.of(self.exchanges.quote[quote[0]])[self.fundamentals.row_at(trades.sequence[last])]
        return last, trades.before[last] + trades.move[last] + worth

    def _at(self, moments: IntArray, places: IntArray) -> FloatArray:
        """Log prices (t, places) before each moment, in the numeraire: a walk in which all moves have the same source."""
        trades, sources = self.trades, Sources()
        kept = np.flatnonzero(~self.trips.is_leg)
        source = np.full(len(kept), sources.number(Source(RESIDUAL)))
        moves = Moves(trades.sequence[kept], trades.exchange[kept], source, trades.move[kept], trades.before[kept])
        walk = Walk(self.exchanges, self.fundamentals, moves, self.trips, sources)
        return np.asarray(self.exchanges.start[places] + walk.at(moments, places).sum(axis=2))


def levels_of(events: EventColumns) -> Levels:
    """The exchanges of a run, with their trades."""
    trades, fundamentals = trades_of(events), fundamentals_of(events)
    return Levels(exchanges_of(events, trades, fundamentals), fundamentals, trades, round_trips_of(trades))
