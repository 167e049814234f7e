"""What margin accounts are worth and how healthy they are, at any moment."""

import numpy as np
from typing_extensions import override

from firesale.analysis.contagion.attribution.factors import Factor, phases_of
from firesale.analysis.contagion.attribution.log_mean import log_mean
from firesale.analysis.contagion.attribution.margin.changes import MarginChanges
from firesale.analysis.contagion.attribution.margin.markets import Markets
from firesale.analysis.contagion.attribution.values import Terms, Values
from firesale.market.arrays import FloatArray, IntArray

STILL = 1e-12
"""A smaller logarithmic change of a price is none."""


class MarginValues(Values[MarginChanges]):
    """Health is value over requirement, both sums over markets; it may be negative, so its plain difference is split."""

    logarithmic = False

    def __init__(self, markets: Markets) -> None:
        self.markets = markets
        stated = [one.stated for one in markets.schedules]
        self.distinct: list[Factor] = [*markets.marks, *markets.funding, *stated]
        self.phases = phases_of(self.distinct)

    @override
    def health(self, changes: MarginChanges, rows: IntArray, moments: IntArray) -> FloatArray:
        needed = self._needed(changes, rows, moments)
        infinite: FloatArray = np.full(len(rows), np.inf)
        return np.asarray(np.divide(self._value(changes, rows, moments), needed, out=infinite, where=needed > 0.0))

    @override
    def equity(self, changes: MarginChanges, rows: IntArray, moments: IntArray) -> FloatArray:
        return self._value(changes, rows, moments) * self.markets.margin_price

    @override
    def lost(self, changes: MarginChanges, rows: IntArray, given: FloatArray) -> FloatArray:
        return given - changes.paid[rows] * self.markets.margin_price

    def _value(self, changes: MarginChanges, rows: IntArray, moments: IntArray) -> FloatArray:
        """Account value (n,), margin units."""
        worth = self.markets.mark(moments) - self.markets.paid(moments)
        return np.asarray(changes.balance[rows] + np.sum(changes.size[rows] * worth, axis=1))

    def _needed(self, changes: MarginChanges, rows: IntArray, moments: IntArray) -> FloatArray:
        """Requirement (n,), margin units."""
        notional = np.abs(changes.size[rows]) * self.markets.mark(moments)
        return np.asarray(self.markets.needed(notional, moments).sum(axis=1))

    @override
    def terms(self, changes: MarginChanges, start: IntArray, rows: IntArray) -> Terms:
        """h1 - h0 = dV (u0 + u1) / 2 - u0 u1 dR (V0 + V1) / 2 with u = 1 / R; dV and dR are sums over markets, and dR is split over price and
        statement with the mean of the other one's ends.
        """
        rows = rows[np.any(changes.size[rows] != 0.0, axis=1)]
        start, end = start[rows], changes.moment[rows]
        ends = (start, end)
        value = [self._value(changes, rows, moments) for moments in ends]
        inverse = [1.0 / self._needed(changes, rows, moments) for moments in ends]
        mean = 0.5 * (inverse[0] + inverse[1])
        by_need = -inverse[0] * inverse[1] * 0.5 * (value[0] + value[1])
        nothing: IntArray = rows[:0]
        pieces = [Terms(nothing, nothing, nothing, nothing, np.zeros(0), np.zeros(0))]
        for market, size in enumerate(changes.size[rows].T):
            pieces += self._of_market(market, size, rows, ends, mean, by_need)
        return Terms.stacked(pieces)

    def _of_market(
        self,
        market: int,
        size: FloatArray,
        rows: IntArray,
        ends: tuple[IntArray, IntArray],
        mean: FloatArray,
        by_need: FloatArray,
    ) -> list[Terms]:
        """What price, funding and statements of one market did, given health per change of value and of requirement (n,)."""
        mark, schedule = self.markets.marks[market], self.markets.schedules[market]
        level = [mark.at(mark.row_at(moments)) for moments in ends]
        statement = [schedule.stated.row_at(moments) for moments in ends]
        notional = [np.abs(size) * np.exp(one) for one in level]
        needed = [[schedule.needed(one, worth) for worth in notional] for one in statement]
        priced = 0.5 * sum(one[1] - one[0] for one in needed)
        stated = 0.5 * (needed[1][0] - needed[0][0] + needed[1][1] - needed[0][1])
        moved = level[1] - level[0]
        per_log = schedule.slope(statement[1], notional[1])
        per_log = np.divide(priced, moved, out=per_log, where=np.abs(moved) > STILL)
        worth = size * log_mean(np.exp(level[1]), np.exp(level[0]))
        count = np.maximum(statement[1] - statement[0], 1)
        nothing = np.zeros(len(rows))
        return [
            self._term(mark, size, rows, ends, mean * worth + by_need * per_log, worth),
            self._term(self.markets.funding[market], size, rows, ends, -mean * size, -size),
            self._term(schedule.stated, size, rows, ends, by_need * stated / count, nothing),
        ]

    def _term(
        self,
        factor: Factor,
        size: FloatArray,
        rows: IntArray,
        ends: tuple[IntArray, IntArray],
        weight: FloatArray,
        worth: FloatArray,
    ) -> Terms:
        before, after = (factor.row_at(moments) for moments in ends)
        moved = np.flatnonzero((before != after) & (size != 0.0))
        number = next(place for place, one in enumerate(self.distinct) if one is factor)
        price = self.markets.margin_price
        return Terms(
            rows[moved], np.full(len(moved), number), before[moved], after[moved], weight[moved], price * worth[moved]
        )
