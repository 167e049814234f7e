"""What members of a clearing house have and need there, at any moment."""

import numpy as np
from typing_extensions import override

from firesale.analysis.contagion.attribution.change_causes import LIQUIDATED
from firesale.analysis.contagion.attribution.clearing.changes import MemberChanges
from firesale.analysis.contagion.attribution.clearing.houses import House
from firesale.analysis.contagion.attribution.factors import Factor, Index, phases_of
from firesale.analysis.contagion.attribution.log_mean import log_mean
from firesale.analysis.contagion.attribution.values import Terms, Values
from firesale.market.arrays import BoolArray, FloatArray, IntArray


class MemberValues(Values[MemberChanges]):
    """Health is margin that counts over initial margin; what counts may be negative, so its plain difference is split."""

    logarithmic = False

    def __init__(self, house: House) -> None:
        self.house, self.width = house, len(house.contracts)
        pledged = [factor for both in house.collateral.values() for factor in both]
        self.distinct: list[Factor] = [*house.contracts.values(), *pledged, *house.required.values()]
        self.phases = phases_of(self.distinct)

    @override
    def health(self, changes: MemberChanges, rows: IntArray, moments: IntArray) -> FloatArray:
        needed = self._needed(changes, rows, moments)
        infinite: FloatArray = np.full(len(rows), np.inf)
        return np.asarray(np.divide(self._counted(changes, rows, moments), needed, out=infinite, where=needed > 0.0))

    @override
    def equity(self, changes: MemberChanges, rows: IntArray, moments: IntArray) -> FloatArray:
        return self._cash(changes, rows, moments) + self._pledged(changes.held[rows], moments, counted=False)

    @override
    def lost(self, changes: MemberChanges, rows: IntArray, given: FloatArray) -> FloatArray:
        moments = changes.moment[rows]
        paid = changes.paid[rows] + self._pledged(changes.posted[rows], moments, counted=False)
        return np.where(changes.cause[rows] == LIQUIDATED, 0.0, given - paid)

    def _cash(self, changes: MemberChanges, rows: IntArray, moments: IntArray) -> FloatArray:
        values = [one.at(one.row_at(moments)) for one in self.house.contracts.values()]
        settled: FloatArray = np.sum(changes.held[rows, : self.width] * np.stack(values, axis=1), axis=1)
        return np.asarray(changes.balance[rows] + settled)

    def _pledged(self, held: FloatArray, moments: IntArray, counted: bool) -> FloatArray:
        """Collateral (n,), numeraire: what of it counts, or all of it."""
        worth = np.zeros(len(held))
        for units, (price, part) in zip(held.T[self.width :], self.house.collateral.values(), strict=True):
            level = price.at(price.row_at(moments)) + (part.at(part.row_at(moments)) if counted else 0.0)
            worth += units * np.exp(level)
        return worth

    def _counted(self, changes: MemberChanges, rows: IntArray, moments: IntArray) -> FloatArray:
        return self._cash(changes, rows, moments) + self._pledged(changes.held[rows], moments, counted=True)

    def _needed(self, changes: MemberChanges, rows: IntArray, moments: IntArray) -> FloatArray:
        needed, accounts = np.zeros(len(rows)), changes.account[rows]
        for account in np.unique(accounts).tolist():
            mine, required = accounts == account, self.house.required[account]
            needed[mine] = required.at(required.row_at(moments[mine]))
        return needed

    @override
    def terms(self, changes: MemberChanges, start: IntArray, rows: IntArray) -> Terms:
        """h1 - h0 = dV (u0 + u1) / 2 - u0 u1 dR (V0 + V1) / 2 with u = 1 / R, where V is what counts and R what is needed."""
        ends = (start[rows], changes.moment[rows])
        needed = [self._needed(changes, rows, moments) for moments in ends]
        usable = (needed[0] > 0.0) & (needed[1] > 0.0)
        rows, ends, needed = rows[usable], (ends[0][usable], ends[1][usable]), [one[usable] for one in needed]
        counted = [self._counted(changes, rows, moments) for moments in ends]
        mean = 0.5 * (1.0 / needed[0] + 1.0 / needed[1])
        by_need = -0.5 * (counted[0] + counted[1]) / (needed[0] * needed[1])
        nothing: IntArray = rows[:0]
        pieces = [Terms(nothing, nothing, nothing, nothing, np.zeros(0), np.zeros(0))]
        for place, factor in enumerate(self.house.contracts.values()):
            size = changes.held[rows, place]
            pieces.append(self._term(factor, rows, ends, mean * size, size, size != 0.0))
        for place, (price, part) in enumerate(self.house.collateral.values(), start=self.width):
            pieces += self._of_collateral(price, part, changes.held[rows, place], rows, ends, mean)
        for account, required in self.house.required.items():
            whose = changes.account[rows] == account
            pieces.append(self._term(required, rows, ends, by_need, np.zeros(len(rows)), whose))
        return Terms.stacked(pieces)

    def _of_collateral(
        self,
        price: Factor,
        part: Index,
        units: FloatArray,
        rows: IntArray,
        ends: tuple[IntArray, IntArray],
        mean: FloatArray,
    ) -> list[Terms]:
        worth = [np.exp(price.at(price.row_at(moments))) for moments in ends]
        counts = [one * np.exp(part.at(part.row_at(moments))) for one, moments in zip(worth, ends, strict=True)]
        per_log, some = mean * units * log_mean(counts[1], counts[0]), units != 0.0
        return [
            self._term(price, rows, ends, per_log, units * log_mean(worth[1], worth[0]), some),
            self._term(part, rows, ends, per_log, np.zeros(len(rows)), some),
        ]

    def _term(
        self,
        factor: Factor,
        rows: IntArray,
        ends: tuple[IntArray, IntArray],
        weight: FloatArray,
        worth: FloatArray,
        mine: BoolArray,
    ) -> Terms:
        before, after = (factor.row_at(moments) for moments in ends)
        moved = np.flatnonzero((before != after) & mine)
        number = next(place for place, one in enumerate(self.distinct) if one is factor)
        return Terms(rows[moved], np.full(len(moved), number), before[moved], after[moved], weight[moved], worth[moved])
