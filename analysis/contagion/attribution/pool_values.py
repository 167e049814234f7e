"""What a unit of each collateral counts for and of each debt weighs in a pool, at any moment."""

import numpy as np
from typing_extensions import override

from firesale.analysis.contagion.attribution.change_causes import OWNER
from firesale.analysis.contagion.attribution.factors import Factor, phases_of
from firesale.analysis.contagion.attribution.log_mean import log_mean, shares_of_sum
from firesale.analysis.contagion.attribution.pool_factors import PoolFactors
from firesale.analysis.contagion.attribution.positions import PoolChanges
from firesale.analysis.contagion.attribution.values import Terms, Values
from firesale.market.arrays import FloatArray, IntArray


class PoolValues(Values[PoolChanges]):
    """Health is what collateral counts for over what is owed; without recourse, equity is the difference of their values."""

    logarithmic = True

    def __init__(self, factors: PoolFactors) -> None:
        self.factors = factors
        every = [one for some in (*factors.collateral.values(), *factors.debt.values()) for one in some]
        self.distinct: list[Factor] = list(dict.fromkeys(every))
        nothing: IntArray = np.zeros(0, dtype=np.int64)
        since = np.concatenate([nothing, *(one.since for one in self.distinct)])
        self._since = np.unique(since)
        moments = np.append(self._since, np.iinfo(np.int64).max)
        worth = {asset: [one for one in some if one.of_worth] for asset, some in factors.collateral.items()}
        self._counted = _product(factors.collateral, moments)
        self._worth = _product(worth, moments)
        self._owed = _product(factors.debt, moments)
        self.phases = phases_of(self.distinct)

    def counted(self, moments: IntArray) -> FloatArray:
        """Numeraire counted per unit of each collateral (n, k)."""
        return self._counted[np.searchsorted(self._since, moments, side="left")]

    def worth(self, moments: IntArray) -> FloatArray:
        """Numeraire per unit of each collateral (n, k)."""
        return self._worth[np.searchsorted(self._since, moments, side="left")]

    def owed(self, moments: IntArray) -> FloatArray:
        """Numeraire per unit of each debt (n, d), interest included."""
        return self._owed[np.searchsorted(self._since, moments, side="left")]

    def sides(self, changes: PoolChanges, rows: IntArray, moments: IntArray) -> tuple[FloatArray, FloatArray]:
        """What the positions before some of the changes (n,) are worth at some moments (n,): collateral counted (n, k), debt (n, d)."""
        return changes.collateral[rows] * self.counted(moments), changes.debt[rows] * self.owed(moments)

    @override
    def health(self, changes: PoolChanges, rows: IntArray, moments: IntArray) -> FloatArray:
        counted, owed = (side.sum(axis=1) for side in self.sides(changes, rows, moments))
        infinite: FloatArray = np.full(len(owed), np.inf)
        return np.asarray(np.divide(counted, owed, out=infinite, where=owed > 0.0))

    @override
    def equity(self, changes: PoolChanges, rows: IntArray, moments: IntArray) -> FloatArray:
        worth = np.sum(changes.collateral[rows] * self.worth(moments), axis=1)
        return np.asarray(worth - np.sum(changes.debt[rows] * self.owed(moments), axis=1))

    @override
    def lost(self, changes: PoolChanges, rows: IntArray, given: FloatArray) -> FloatArray:
        return np.where(changes.cause[rows] == OWNER, 0.0, given)

    @override
    def terms(self, changes: PoolChanges, start: IntArray, rows: IntArray) -> Terms:
        start, end = start[rows], changes.moment[rows]
        counted_before, owed_before = self.sides(changes, rows, start)
        counted_after, owed_after = self.sides(changes, rows, end)
        worth = changes.collateral[rows] * log_mean(self.worth(end), self.worth(start))
        sides = (
            (self.factors.collateral, shares_of_sum(counted_after, counted_before), worth),
            (self.factors.debt, -shares_of_sum(owed_after, owed_before), -log_mean(owed_after, owed_before)),
        )
        nothing: IntArray = rows[:0]
        pieces = [Terms(nothing, nothing, nothing, nothing, np.zeros(0), np.zeros(0))]
        for assets, shares, means in sides:
            for place, factors in enumerate(assets.values()):
                for one in factors:
                    number = self.distinct.index(one)
                    pieces.append(_term(one, number, rows, start, end, shares[:, place], means[:, place]))
        return Terms.stacked(pieces)


def _product(assets: dict[str, list[Factor]], moments: IntArray) -> FloatArray:
    """What the factors of each asset multiply to before each moment (n, assets)."""
    columns = [sum((one.at(one.row_at(moments)) for one in some), np.zeros(len(moments))) for some in assets.values()]
    return np.asarray(np.exp(np.stack(columns, axis=1)) if columns else np.zeros((len(moments), 0)))


def _term(
    factor: Factor,
    number: int,
    rows: IntArray,
    start: IntArray,
    end: IntArray,
    share: FloatArray,
    mean: FloatArray,
) -> Terms:
    """What one factor of one asset did."""
    before, after = factor.row_at(start), factor.row_at(end)
    moved = np.flatnonzero((before != after) & ((share != 0.0) | (mean != 0.0)))
    return Terms(
        rows[moved],
        np.full(len(moved), number),
        before[moved],
        after[moved],
        share[moved],
        mean[moved] * factor.of_worth,
    )
