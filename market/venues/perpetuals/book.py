"""The margin accounts of a venue of perpetuals as columns. Row 0 is the vault that makes the market."""

import numpy as np

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.journal import Journal
from firesale.market.perpetuals.accounts import average_entry

VAULT = 0
LONG, SHORT = 0, 1
ROUNDING = 1e-12
"""What is left of a position after a change, over the change, that is rounding and no position."""


class PerpetualBook:
    """`balance` (rows,) in units of the margin asset, may be negative; `size` (rows, m) signed units; `entry` (rows, m) mean price.

    Identities: sizes add up to zero per market; balances and the fund add up to the margin in custody. With isolated margin a row is one
    account in one market, else one account.
    """

    def __init__(self, players: int, markets: int, isolated: bool, journal: Journal) -> None:
        self.pockets = markets if isolated else 1  # rows that an account may have
        self.row_of: IntArray = np.full(
            players * self.pockets, -1, dtype=np.int64
        )  # by key: account * pockets + pocket
        self.key: IntArray = np.full(16, -1, dtype=np.int64)
        self.balance: FloatArray = np.zeros(16)
        self.size: FloatArray = np.zeros((16, markets), order="F")
        self.entry: FloatArray = np.zeros((16, markets), order="F")
        self.open: FloatArray = np.zeros((2, markets))  # units long and short, the vault not counted
        self.fund: FloatArray = np.zeros(1)  # insurance fund, units of the margin asset
        self.opened: IntArray = np.ones(1, dtype=np.int64)
        self._journal = journal

    @property
    def rows(self) -> int:
        """How many rows are taken, the vault's among them."""
        return int(self.opened[0])

    def keys(self, accounts: IntArray, market: int) -> IntArray:
        """Keys of the rows in which accounts hold a market."""
        return accounts * self.pockets + (market if self.pockets > 1 else 0)

    def owners(self, rows: IntArray) -> IntArray:
        """Accounts of rows (n,): -1 is the vault."""
        return np.where(rows == VAULT, -1, self.key[rows] // self.pockets)

    def rows_for(self, keys: IntArray) -> IntArray:
        """Rows of distinct keys, opening a row for each that has none; a bundle that is undone closes it again."""
        new = keys[self.row_of[keys] < 0]
        if len(new):
            self._grow(self.rows + len(new))
            fresh = np.arange(self.rows, self.rows + len(new))
            self._journal.write(self, "key", fresh, new)
            self._journal.write(self, "row_of", new, fresh)
            self._journal.write(self, "opened", 0, self.rows + len(new))
        return self.row_of[keys]

    def pay(self, rows: IntArray, amount: FloatArray) -> None:
        """Add to balances of distinct rows; `amount` may be negative."""
        self._journal.write(self, "balance", rows, self.balance[rows] + amount)

    def pay_fund(self, amount: float) -> None:
        """Add to the insurance fund; `amount` may be negative, what is missing by rounding is forgiven."""
        self._journal.write(self, "fund", 0, max(0.0, float(self.fund[0]) + amount))

    def move(self, rows: IntArray, market: int, change: FloatArray, price: FloatArray) -> None:
        """Distinct rows buy (or sell) `change` units at prices (n,): size, entry and balance follow."""
        before, write = self.size[rows, market], self._journal.write
        after = before + change
        after = np.where(np.abs(after) <= ROUNDING * np.abs(change), 0.0, after)
        entry = average_entry(before, self.entry[rows, market], change, price)
        traders = rows != VAULT
        for side, sign in ((LONG, 1.0), (SHORT, -1.0)):
            more = (np.maximum(0.0, sign * after) - np.maximum(0.0, sign * before))[traders].sum()
            write(self, "open", (side, market), max(0.0, float(self.open[side, market] + more)))
        write(self, "size", (rows, market), after)
        write(self, "entry", (rows, market), entry)
        self.pay(rows, -change * price)

    def _grow(self, needed: int) -> None:
        capacity = len(self.key)
        if needed <= capacity:
            return
        while capacity < needed:
            capacity *= 2
        more = capacity - len(self.key)
        self.key = np.concatenate((self.key, np.full(more, -1, dtype=np.int64)))
        self.balance = np.concatenate((self.balance, np.zeros(more)))
        for name in ("size", "entry"):
            old = getattr(self, name)
            grown = np.zeros((capacity, old.shape[1]), order="F")
            grown[: len(old)] = old
            setattr(self, name, grown)
