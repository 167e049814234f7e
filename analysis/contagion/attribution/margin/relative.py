"""A reported price in units of another asset."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.analysis.contagion.attribution.factors import Factor, Report
from firesale.analysis.contagion.attribution.price_sources import PriceSources, Quote
from firesale.market.arrays import FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Relative(Factor):
    """One report over another: a row whenever one of them is new. `rows` (2, r): of the two in force, -1 before the first."""

    report: Report
    unit: Report
    rows: IntArray

    @property
    @override
    def quotes(self) -> tuple[Quote, ...]:
        return (*self.report.quotes, *self.unit.quotes)

    @override
    def moments(self, rows: IntArray) -> IntArray:
        known = rows[rows >= 0]
        both = zip((self.report, self.unit), self.rows, strict=True)
        return np.unique(np.concatenate([one.moments(np.unique(place[known])) for one, place in both]))

    @override
    def change(self, prices: PriceSources, before: int, after: int) -> FloatArray:
        whole = self.at(np.array([before, after]))
        found = np.zeros(prices.count)
        if before >= 0:
            for one, place, sign in ((self.report, self.rows[0], 1.0), (self.unit, self.rows[1], -1.0)):
                if place[before] != place[after]:
                    found += sign * one.change(prices, int(place[before]), int(place[after]))
        return prices.unexplained(found, float(whole[1] - whole[0]))


def relative_of(report: Report, unit: Report | None) -> Factor:
    """The report itself if the unit is the numeraire (None)."""
    if unit is None:
        return report
    since = np.concatenate((report.since, unit.since))
    phase = np.concatenate((report.phase, unit.phase))
    order = np.argsort(since, kind="stable")
    since = since[order]
    rows = np.stack([one.row_at(since + 1) for one in (report, unit)])
    value = report.at(rows[0]) - unit.at(rows[1])
    return Relative(report.asset, report.oracle, True, since, value, phase[order], report, unit, rows)
