"""What each member that defaulted had before each of its changes, up to its default."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.analysis.contagion.attribution.change_causes import LIQUIDATED
from firesale.analysis.contagion.attribution.changes import Changes
from firesale.analysis.contagion.attribution.clearing.houses import House
from firesale.analysis.contagion.attribution.clearing.rows import MemberRows
from firesale.analysis.contagion.attribution.columns import sums
from firesale.analysis.contagion.attribution.margin.changes import held_before, summed_before
from firesale.market.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class MemberChanges(Changes):
    """Before each change (n): `held` (n, h) contracts and collateral, and `balance` (n,) numeraire, to which what contracts are settled at is
    still to be added. `posted` (n, h) and `paid` (n,): collateral and cash that the owner posted by the change.
    """

    account: IntArray
    held: FloatArray
    balance: FloatArray
    posted: FloatArray
    paid: FloatArray

    @property
    @override
    def closed(self) -> BoolArray:
        return np.asarray(~np.any(self.held != 0.0, axis=1))


def member_changes(rows: MemberRows, house: House) -> MemberChanges:
    """The changes of members that defaulted; what becomes of their portfolios afterwards is their clearing house's."""
    ended = rows.at(rows.cause == LIQUIDATED)
    until = dict(zip(ended.account.tolist(), ended.moment.tolist(), strict=True))
    last = np.array([until.get(account, -1) for account in rows.account.tolist()], dtype=np.int64)
    kept = np.flatnonzero(rows.moment <= last)
    rows = rows.at(kept[np.lexsort((rows.moment[kept], rows.account[kept]))])
    begins = (np.diff(rows.account, prepend=-1) != 0) | (np.diff(rows.moment, prepend=-1) != 0)
    heads, change = np.flatnonzero(begins), np.cumsum(begins) - 1
    first = np.diff(rows.account[heads], prepend=-1) != 0
    n, width = len(heads), len(house.contracts) + len(house.collateral)
    some = np.flatnonzero(rows.column >= 0)
    held, posted = np.zeros((n, width)), np.zeros((n, width))
    np.add.at(held, (change[some], rows.column[some]), rows.units[some])
    np.add.at(posted, (change[some], rows.column[some]), rows.units[some] * rows.posted[some])
    cause, parent = rows.cause[heads], rows.parent[heads]
    return MemberChanges(
        rows.moment[heads],
        first,
        cause,
        np.where(cause == LIQUIDATED, parent, -1),
        parent,
        rows.account[heads],
        held_before(held, first),
        summed_before(sums(change, rows.cash, n), first),
        posted,
        sums(change, rows.cash * rows.posted, n),
    )
