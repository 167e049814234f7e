"""The value at which a clearing house settles a contract."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.factors import Factor
from firesale.analysis.contagion.attribution.log_mean import log_mean
from firesale.analysis.contagion.attribution.price_sources import PriceSources, Quote
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import ContractSettled

STILL = 1e-12
"""A smaller logarithmic change of a price is none."""


@dataclass(frozen=True, eq=False)
class Settled(Factor):
    """A row per settlement; `value` (r,) is plain, numeraire per contract. `reported` (r,): row of the report behind it."""

    report: Factor  # logarithm of the reference price
    reported: IntArray
    model: int  # number of the source that volatility, time and interest are

    @property
    @override
    def quotes(self) -> tuple[Quote, ...]:
        return self.report.quotes

    @override
    def moments(self, rows: IntArray) -> IntArray:
        return self.report.moments(np.unique(self.reported[rows[rows >= 0]]))

    @override
    def change(self, prices: PriceSources, before: int, after: int) -> FloatArray:
        """To the sources of the reference price, so far as its change can have made the contract's: a unit of a contract never gains more than a
        unit of what it is on. The rest is the model's.
        """
        whole = self.at(np.array([before, after]))
        found, moved = np.zeros(prices.count), float(whole[1] - whole[0])
        if before < 0:
            return prices.unexplained(found, moved)
        first, last = int(self.reported[before]), int(self.reported[after])
        level = self.report.at(np.array([first, last]))
        step = float(level[1] - level[0])
        if abs(step) > STILL:
            most = float(log_mean(np.exp(level[1]), np.exp(level[0])))
            found = float(np.clip(moved / step, -most, most)) * self.report.change(prices, first, last)
        found[self.model] += moved - float(found.sum())
        return found


def settled_of(events: EventColumns, rows: IntArray, report: Factor, phase: IntArray, model: int) -> Settled:
    """The settlements of one contract, given their rows (r,) and phases (r,)."""
    since = events.ints(ContractSettled, "sequence")[rows]
    value = events.floats(ContractSettled, "price")[rows]
    asset = report.asset
    reported = np.maximum(
        report.row_at(since), 0
    )  # a house that opens before its oracle reports settles at what it is about to report
    return Settled(asset, report.oracle, True, since, value, phase, report, reported, model)
