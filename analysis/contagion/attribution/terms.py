"""What each factor did to a position in a stretch of time, exactly."""

from dataclasses import dataclass

import numpy as np

from firesale.analysis.contagion.attribution.columns import Columns
from firesale.analysis.contagion.attribution.factors import Factor
from firesale.analysis.contagion.attribution.log_mean import log_mean, shares_of_sum
from firesale.analysis.contagion.attribution.pool_values import PoolValues
from firesale.analysis.contagion.attribution.positions import Changes
from firesale.market.arrays import FloatArray, IntArray


@dataclass(frozen=True)
class Terms(Columns):
    """Changes of factors that moved a position: all of shape (t,)."""

    row: IntArray  # of the change of position
    factor: IntArray  # number among the distinct factors of the pool
    before: IntArray  # row of the factor
    after: IntArray
    weight: FloatArray  # change of log health per change of the factor
    worth: FloatArray  # change of equity per change of the factor, numeraire


def terms_of(changes: Changes, start: IntArray, pool: PoolValues, rows: IntArray) -> Terms:
    """The factors that changed between `start` (n,) and each of some changes (`rows`).

    ln(health after / before) is the sum over terms of weight times the factor's change, and the change of equity the sum of worth times it;
    both exactly.
    """
    start, end = start[rows], changes.moment[rows]
    counted_before, owed_before = pool.sides(changes, rows, start)
    counted_after, owed_after = pool.sides(changes, rows, end)
    worth = changes.collateral[rows] * log_mean(pool.worth(end), pool.worth(start))
    sides = (
        (pool.factors.collateral, shares_of_sum(counted_after, counted_before), worth),
        (pool.factors.debt, -shares_of_sum(owed_after, owed_before), -log_mean(owed_after, owed_before)),
    )
    nothing: IntArray = rows[:0]
    pieces = [Terms(nothing, nothing, nothing, nothing, np.zeros(0), np.zeros(0))]
    for assets, shares, means in sides:
        for place, factors in enumerate(assets.values()):
            pieces += [_term(pool, one, rows, start, end, shares[:, place], means[:, place]) for one in factors]
    return Terms.stacked(pieces)


def _term(
    pool: PoolValues,
    factor: Factor,
    rows: IntArray,
    start: IntArray,
    end: IntArray,
    share: FloatArray,
    mean: FloatArray,
) -> Terms:
    """What one factor of one asset did."""
    before, after = factor.row_at(start), factor.row_at(end)
    moved = np.flatnonzero((before != after) & ((share != 0.0) | (mean != 0.0)))
    number = np.full(len(moved), pool.distinct.index(factor))
    return Terms(rows[moved], number, before[moved], after[moved], share[moved], mean[moved] * factor.of_worth)
