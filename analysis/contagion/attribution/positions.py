"""What each position that was liquidated had pledged and owed before each of its changes."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.analysis.contagion.attribution.batches import Batches
from firesale.analysis.contagion.attribution.change_causes import REDISTRIBUTED
from firesale.analysis.contagion.attribution.change_rows import ChangeRows, Histories
from firesale.analysis.contagion.attribution.changes import Changes
from firesale.analysis.contagion.attribution.pool_factors import PoolFactors
from firesale.market.arrays import BoolArray, FloatArray, IntArray

CRUMB = 1e-9
"""Part of the largest that an amount has been, below which it is nothing."""


@dataclass(frozen=True)
class PoolChanges(Changes):
    """Of the positions of a pool: between two changes one is what it is, `collateral` (n, k) and `debt` (n, d, over the borrow index) before
    each.
    """

    collateral: FloatArray
    debt: FloatArray

    @property
    @override
    def closed(self) -> BoolArray:
        return np.asarray(~np.any(self.debt > 0.0, axis=1))


def changes_of(histories: Histories, liquidated_at: IntArray, factors: PoolFactors, batches: Batches) -> PoolChanges:
    """The changes in one pool. `liquidated_at` (l,): sequence number of each liquidation of the run."""
    rows = histories.of(factors.name)
    pledged, owed = list(factors.collateral), list(factors.debt)
    column = np.where(
        rows.owed, _places(histories.assets, owed)[rows.asset], _places(histories.assets, pledged)[rows.asset]
    )
    listed = np.flatnonzero(column >= 0)
    rows, column = rows.at(listed), column[listed]
    begins = (np.diff(rows.position, prepend=-1) != 0) | (np.diff(rows.moment, prepend=-1) != 0)
    heads, change = rows.at(np.flatnonzero(begins)), np.cumsum(begins) - 1
    first = np.diff(heads.position, prepend=-1) != 0
    units = rows.units / _borrow_index(rows, column, factors)
    held = []
    for kind, width in ((~rows.owed, len(pledged)), (rows.owed, len(owed))):
        steps = np.zeros((len(first), width))
        np.add.at(steps, (change[kind], column[kind]), units[kind])
        held.append(before_each(steps, first))
    number = _liquidations(histories, heads, liquidated_at)
    parent = np.where(heads.cause == REDISTRIBUTED, batches.leader(heads.moment), number)
    return PoolChanges(heads.moment, first, heads.cause, number, parent, held[0], held[1])


def before_each(steps: FloatArray, first: BoolArray) -> FloatArray:
    """What was there before each change (n, k), from the changes of each position in order; crumbs of rounding are nothing."""
    held, largest = np.zeros(steps.shape), np.zeros(steps.shape)
    start = np.flatnonzero(first)
    length = np.diff(start, append=len(first))
    for place in range(
        int(length.max(initial=0)) - 1
    ):  # the place-th change of every position that has another one after it
        rows = start[length > place + 1] + place
        after = held[rows] + steps[rows]
        largest[rows + 1] = np.maximum(largest[rows], after)
        held[rows + 1] = np.where(after > CRUMB * largest[rows + 1], after, 0.0)
    return held


def _places(assets: tuple[str, ...], listed: list[str]) -> IntArray:
    """The column of each asset in a pool, -1 if it has none there; the last value is for assets that nobody lists."""
    return np.array([listed.index(asset) if asset in listed else -1 for asset in assets] + [-1], dtype=np.int64)


def _borrow_index(rows: ChangeRows, column: IntArray, factors: PoolFactors) -> FloatArray:
    """What the units of each row are divided by: the borrow index of a debt at that moment, 1 for collateral (r,)."""
    index = np.ones(len(column))
    for place, asset in enumerate(factors.debt):
        mine = np.flatnonzero(rows.owed & (column == place))
        grown = factors.borrow_index(asset)
        index[mine] = np.exp(grown.at(grown.row_at(rows.moment[mine])))
    return index


def _liquidations(histories: Histories, heads: ChangeRows, liquidated_at: IntArray) -> IntArray:
    """The number of the liquidation that each change is, or -1."""
    if not len(liquidated_at):
        return np.full(len(heads.moment), -1)
    order = np.lexsort((liquidated_at, histories.liquidated))
    moments = int(max(liquidated_at.max(), heads.moment.max(initial=0))) + 1
    key = (histories.liquidated * moments + liquidated_at)[order]
    mine = heads.position * moments + heads.moment
    place = np.minimum(np.searchsorted(key, mine), len(key) - 1)
    return np.where(key[place] == mine, order[place], -1)
