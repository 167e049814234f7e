"""The mark price of a perpetual as a factor: the index, pushed away from it by what traders hold on balance."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.analysis.contagion.attribution.columns import sums
from firesale.analysis.contagion.attribution.factors import Factor
from firesale.analysis.contagion.attribution.log_mean import log_mean
from firesale.analysis.contagion.attribution.margin.trades import NetTrades
from firesale.analysis.contagion.attribution.price_sources import PriceSources, Quote
from firesale.market.arrays import FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Mark(Factor):
    """ln mark = ln index + slope * net * index. Each row is a report or a trade, with what was in force from then on."""

    report: Factor
    slope: float
    index_row: IntArray  # (r,), row of the report, -1 if there was none yet
    net: FloatArray  # (r,), units that traders hold on balance
    source: IntArray  # (r,), of the trade; -1 for a report

    @property
    @override
    def quotes(self) -> tuple[Quote, ...]:
        return self.report.quotes

    @override
    def moments(self, rows: IntArray) -> IntArray:
        return self.report.moments(np.unique(self.index_row[rows[rows >= 0]]))

    @override
    def change(self, prices: PriceSources, before: int, after: int) -> FloatArray:
        whole = self.at(np.array([before, after]))
        found = np.zeros(prices.count)
        if before >= 0 and self.index_row[before] >= 0:
            found = self._split(prices, before, after)
        return prices.unexplained(found, float(whole[1] - whole[0]))

    def _split(self, prices: PriceSources, before: int, after: int) -> FloatArray:
        """Products split by means of both ends: exact."""
        first, last = int(self.index_row[before]), int(self.index_row[after])
        index = np.exp(self.report.at(np.array([first, last])))
        held = 0.5 * float(self.net[before] + self.net[after])
        found = self.report.change(prices, first, last) if first != last else np.zeros(prices.count)
        found = found * (1.0 + self.slope * held * float(log_mean(index[1], index[0])))
        traded = np.arange(before + 1, after + 1)
        traded = traded[self.source[traded] >= 0]
        pushed = self.slope * float(index.mean()) * (self.net[traded] - self.net[traded - 1])
        return found + sums(self.source[traded], pushed, prices.count)


def mark_of(report: Factor, slope: float, trades: NetTrades) -> Mark:
    """The mark of one market. Trades that push nothing (slope 0) are left out."""
    moment, change, source = (trades.moment, trades.change, trades.source) if slope > 0.0 else NOTHING
    since = np.concatenate((report.since, moment))
    order = np.argsort(since, kind="stable")
    reported = np.arange(len(since)) < len(report.since)
    index_row = np.maximum.accumulate(np.where(reported, np.arange(len(since)), -1)[order])
    net = np.cumsum(np.concatenate((np.zeros(len(report.since)), change))[order])
    level = np.concatenate(([0.0], report.value))[index_row + 1]
    return Mark(
        report.asset,
        report.oracle,
        True,
        since[order],
        level + slope * net * np.exp(level),
        np.concatenate((report.phase, moment))[order],
        report,
        slope,
        index_row,
        net,
        np.concatenate((np.full(len(report.since), -1), source))[order],
    )


_NO: IntArray = np.zeros(0, dtype=np.int64)
NOTHING = (_NO, np.zeros(0), _NO)
