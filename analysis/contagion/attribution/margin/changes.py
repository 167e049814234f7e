"""What each margin account that was ever closed held before each of its changes."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.analysis.contagion.attribution.change_causes import LIQUIDATED, OWNER
from firesale.analysis.contagion.attribution.changes import Changes
from firesale.analysis.contagion.attribution.columns import sums
from firesale.analysis.contagion.attribution.margin.markets import Markets
from firesale.analysis.contagion.attribution.margin.rows import MarginRows
from firesale.market.arrays import BoolArray, FloatArray, IntArray

CRUMB = 1e-9
"""Part of the largest that a position has been, below which it is nothing."""


@dataclass(frozen=True)
class MarginChanges(Changes):
    """Before each change (n): `size` (n, m) units and `balance` (n,) margin units, from which the funding that a unit has paid since the
    opening of the venue is still to be taken; `paid` (n,): margin paid in by the change.
    """

    size: FloatArray
    balance: FloatArray
    paid: FloatArray

    @property
    @override
    def closed(self) -> BoolArray:
        return np.asarray(~np.any(self.size != 0.0, axis=1))


def margin_changes(rows: MarginRows, markets: Markets) -> MarginChanges:
    """The changes of accounts, one per market if margin is isolated, that were closed at least once."""
    pockets = len(markets.assets) if markets.isolated else 1
    position = rows.account * pockets + (np.maximum(rows.market, 0) if markets.isolated else 0)
    ever = np.unique(position[(rows.cause != OWNER) & (rows.parent >= 0)])
    kept = np.flatnonzero(np.isin(position, ever))
    order = kept[np.lexsort((rows.moment[kept], position[kept]))]
    rows, position = rows.at(order), position[order]
    begins = (np.diff(position, prepend=-1) != 0) | (np.diff(rows.moment, prepend=-1) != 0)
    heads, change = np.flatnonzero(begins), np.cumsum(begins) - 1
    first = np.diff(position[heads], prepend=-1) != 0
    n, m = len(heads), len(markets.assets)
    traded = np.flatnonzero(rows.market >= 0)
    size, funded = np.zeros((n, m)), rows.cash.copy()
    np.add.at(size, (change[traded], rows.market[traded]), rows.size[traded])
    paid_before = markets.paid(rows.moment[traded])[np.arange(len(traded)), rows.market[traded]]
    funded[traded] += rows.size[traded] * paid_before
    cause, parent = rows.cause[heads], rows.parent[heads]
    return MarginChanges(
        rows.moment[heads],
        first,
        cause,
        np.where(cause == LIQUIDATED, parent, -1),
        parent,
        held_before(size, first),
        summed_before(sums(change, funded, n), first),
        sums(change, rows.paid, n),
    )


def summed_before(steps: FloatArray, first: BoolArray) -> FloatArray:
    """The sum of the steps (n, ...) of each position before each."""
    whole = np.cumsum(steps, axis=0) - steps
    start: IntArray = np.maximum.accumulate(np.where(first, np.arange(len(first)), 0))
    return np.asarray(whole - whole[start])


def held_before(steps: FloatArray, first: BoolArray) -> FloatArray:
    """Units (n, m) before each change; crumbs of rounding are nothing."""
    held = summed_before(steps, first)
    position = np.cumsum(first) - 1
    largest = np.zeros((int(position.max(initial=-1)) + 1, held.shape[1]))
    np.maximum.at(largest, position, np.abs(held))
    return np.where(np.abs(held) > CRUMB * largest[position], held, 0.0)
