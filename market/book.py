"""Positions of a credit venue as columns: a row per account, a column per asset."""

import numpy as np

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.journal import Journal
from firesale.market.watch import BLOCK, WatchList

Rows = IntArray


class Book:
    """`collateral` (rows, k) in units; `debt` (rows, d) scaled by the borrow index. Every write is journalled and watched."""

    def __init__(self, players: int, collaterals: int, debts: int, journal: Journal) -> None:
        self.row_of: IntArray = np.full(players, -1, dtype=np.int64)
        self.account: IntArray = np.full(BLOCK, -1, dtype=np.int64)
        self.collateral: FloatArray = np.zeros((BLOCK, collaterals), order="F")
        self.debt: FloatArray = np.zeros((BLOCK, debts), order="F")
        self.collateral_total: FloatArray = np.zeros(collaterals)
        self.debt_total: FloatArray = np.zeros(debts)  # scaled
        self.largest_collateral: FloatArray = np.zeros(
            collaterals
        )  # total since the start: the size at which sums were rounded
        self.largest_debt: FloatArray = np.zeros(debts)
        self.checked_at: FloatArray = np.full(BLOCK, -np.inf)  # seconds; kept by venues that ask for it
        self.rows = 0
        self.watch = WatchList(collaterals, debts)
        self._journal = journal

    def rows_for(self, accounts: IntArray) -> Rows:
        """Rows of distinct accounts, opening a row for each that has none."""
        new = accounts[self.row_of[accounts] < 0]
        if len(new):
            self._grow(self.rows + len(new))
            fresh = np.arange(self.rows, self.rows + len(new))
            self.account[fresh] = new
            self.row_of[new] = fresh
            self.rows += len(new)
        return self.row_of[accounts]

    def add_collateral(self, rows: Rows, column: int, amount: FloatArray) -> None:
        """Change what distinct rows have pledged; `amount` may be negative."""
        self._journal.write(self, "collateral", (rows, column), self.collateral[rows, column] + amount)
        self._set_total("collateral", column, float(self.collateral_total[column] + amount.sum()))
        self.watch.touch(rows)

    def set_debt(self, rows: Rows, column: int, scaled: FloatArray) -> None:
        """Set what distinct rows owe, in scaled units."""
        change = float((scaled - self.debt[rows, column]).sum())
        self._journal.write(self, "debt", (rows, column), scaled)
        self._set_total("debt", column, float(self.debt_total[column] + change))
        self.watch.touch(rows)

    def mark_checked(self, rows: Rows, time: float) -> None:
        """Distinct rows have shown that they are safe."""
        self._journal.write(self, "checked_at", rows, time)

    def arrange(self, order: IntArray) -> None:
        """Put the rows in a new order (before the first step: by health, so that blocks hold rows of like health)."""
        for name in ("account", "collateral", "debt", "checked_at"):
            column = getattr(self, name)
            column[: self.rows] = column[: self.rows][order]
        self.row_of[self.account[: self.rows]] = np.arange(self.rows)
        self.watch.touch(np.arange(self.rows))

    def _set_total(self, what: str, column: int, total: float) -> None:
        self._journal.write(self, f"{what}_total", column, max(0.0, total))
        if total > getattr(self, f"largest_{what}")[column]:
            self._journal.write(self, f"largest_{what}", column, total)

    def _grow(self, needed: int) -> None:
        capacity = len(self.account)
        if needed <= capacity:
            return
        while capacity < needed:
            capacity *= 2
        self.account = np.concatenate((self.account, np.full(capacity - len(self.account), -1, dtype=np.int64)))
        self.checked_at = np.concatenate((self.checked_at, np.full(capacity - len(self.checked_at), -np.inf)))
        self.collateral = _taller(self.collateral, capacity)
        self.debt = _taller(self.debt, capacity)
        self.watch.grow(capacity)


def _taller(columns: FloatArray, rows: int) -> FloatArray:
    grown = np.zeros((rows, columns.shape[1]), order="F")
    grown[: len(columns)] = columns
    return grown
