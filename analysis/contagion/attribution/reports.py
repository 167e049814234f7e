"""The prices that oracles report, as factors."""

from dataclasses import dataclass

import numpy as np

from firesale.analysis.contagion.attribution.columns import Columns
from firesale.analysis.contagion.attribution.event_columns import EventColumns, phase_of_round
from firesale.analysis.contagion.attribution.factors import Report
from firesale.analysis.contagion.attribution.live_prices import Levels
from firesale.analysis.contagion.attribution.price_sources import Quote, Samples
from firesale.analysis.contagion.attribution.sources import Source, Sources
from firesale.analysis.contagion.channel_names import COMMON_SHOCK
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import OracleOpened, PriceReported

ARITHMETIC = "arithmetic"


@dataclass(frozen=True)
class Told(Columns):
    """Prices of one oracle for one asset (r,)."""

    since: IntArray  # sequence number
    price: FloatArray  # logarithm, numeraire per unit
    phase: IntArray  # as in `Factor`
    observed: IntArray  # as in `Samples`
    window: FloatArray


class Reports:
    """Makes the report of each oracle on each asset, once."""

    def __init__(self, events: EventColumns, levels: Levels, sources: Sources) -> None:
        self.events, self.levels, self.sources = events, levels, sources
        opened = events.frame(OracleOpened)
        self._read: dict[str, list[str]] = {}  # exchanges, by oracle
        for oracle, source in zip(opened["oracle"], opened["source"], strict=True):
            self._read.setdefault(oracle, []).append(source)
        self._mean = dict(zip(opened["oracle"], opened["mean"], strict=True))
        self._live = dict(zip(opened["oracle"], opened["live"], strict=True))
        self._rows = events.rows_by(PriceReported, "oracle", "asset")
        self._made: dict[tuple[str, str], Report] = {}

    def follows(self, oracle: str, asset: str) -> bool:
        """True if the oracle reads an exchange that trades the asset."""
        return len(self._quote(oracle, asset)) > 0

    def of(self, oracle: str, asset: str) -> Report:
        """What an oracle reports on an asset."""
        if (oracle, asset) not in self._made:
            self._made[oracle, asset] = self._make(oracle, asset)
        return self._made[oracle, asset]

    def _quote(self, oracle: str, asset: str) -> Quote:
        return self.levels.exchanges.trading(asset, self._read.get(oracle, []))

    def _make(self, oracle: str, asset: str) -> Report:
        quote = self._quote(oracle, asset)
        told = self._told(self._rows.get((oracle, asset), np.zeros(0, dtype=np.int64)))
        if quote and self._live.get(oracle, False):
            told = Told.stacked([told, self._shown(quote)])
            told = told.at(np.argsort(told.since, kind="stable"))
        shock = self.sources.number(Source(COMMON_SHOCK, asset=asset))
        steps, arithmetic = self.levels.fundamentals, self._mean.get(oracle) == ARITHMETIC
        samples = Samples(asset, quote, shock, arithmetic, told.observed, told.window, steps)
        return Report(asset, oracle, True, told.since, told.price, told.phase, samples)

    def _told(self, rows: IntArray) -> Told:
        events = self.events
        since, observed, price, window = (
            events.ints(PriceReported, "sequence"),
            events.ints(PriceReported, "observed"),
            events.floats(PriceReported, "price"),
            events.floats(PriceReported, "window"),
        )
        phase = phase_of_round(events, PriceReported, rows)
        return Told(since[rows], np.log(price[rows]), phase, observed[rows], window[rows])

    def _shown(self, quote: Quote) -> Told:
        """What a live oracle shows after every trade on its exchanges."""
        rows, price = self.levels.shown(quote)
        since = self.levels.trades.sequence[rows]
        return Told(since, price, since, since + 1, np.zeros(len(rows)))
