"""The members of a clearing house as columns: a row per account, a column per contract or collateral."""

import numpy as np

from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.journal import Journal

Rows = IntArray
FIRST_ROWS = 16


class Members:
    """What each member has there and owes there. Every write is journalled.

    `cash` (rows,) is what variation margin moves and may be negative: what the member owes. `positions` (rows, c) add up to zero per contract.
    """

    def __init__(self, players: int, collaterals: int, contracts: int, journal: Journal) -> None:
        self.row_of: IntArray = np.full(players, -1, dtype=np.int64)
        self.account: IntArray = np.full(FIRST_ROWS, -1, dtype=np.int64)
        self.opened: IntArray = np.zeros(1, dtype=np.int64)
        self.cash: FloatArray = np.zeros(FIRST_ROWS)
        self.collateral: FloatArray = np.zeros((FIRST_ROWS, collaterals))
        self.positions: FloatArray = np.zeros((FIRST_ROWS, contracts))
        self.contribution: FloatArray = np.zeros(FIRST_ROWS)  # to the default fund, what is left of it
        self.pledged: FloatArray = np.zeros(FIRST_ROWS)  # the same when it was made
        self.variation: FloatArray = np.zeros(
            FIRST_ROWS
        )  # since the oldest call that is still open, or of the last settlement
        self.called: FloatArray = np.zeros(FIRST_ROWS)  # still to be posted
        self.called_at: FloatArray = np.zeros(FIRST_ROWS)  # seconds since the start
        self.defaulted: FloatArray = np.zeros(FIRST_ROWS)  # 1 if it has
        self.bids: FloatArray = np.zeros((FIRST_ROWS, contracts))
        self.asks: FloatArray = np.zeros((FIRST_ROWS, contracts))
        self.half_spread: FloatArray = np.zeros((FIRST_ROWS, contracts))
        columns = [name for name, column in vars(self).items() if isinstance(column, np.ndarray)]
        self._columns = [name for name in columns if name not in ("row_of", "opened")]
        self._journal = journal

    @property
    def rows(self) -> int:
        """How many rows are taken."""
        return int(self.opened[0])

    @property
    def all(self) -> Rows:
        """Every row that is taken."""
        return np.arange(self.rows)

    def rows_for(self, accounts: IntArray) -> Rows:
        """Rows of distinct accounts, opening a row for each that has none; a bundle that is undone closes it again."""
        new = accounts[self.row_of[accounts] < 0]
        if len(new):
            self._grow(self.rows + len(new))
            fresh = np.arange(self.rows, self.rows + len(new))
            self._journal.write(self, "account", fresh, new)
            self._journal.write(self, "row_of", new, fresh)
            self._journal.write(self, "opened", 0, self.rows + len(new))
        return self.row_of[accounts]

    def has_defaulted(self, rows: Rows) -> BoolArray:
        """Which rows have."""
        gone: BoolArray = self.defaulted[rows] > 0.0
        return gone

    def survivors(self, row: int) -> Rows:
        """Rows of the other members that have not defaulted and have anything at stake."""
        rows = self.all
        at_stake = (
            np.any(self.positions[rows] != 0.0, axis=1) | (self.contribution[rows] > 0.0) | (self.cash[rows] > 0.0)
        )
        others: Rows = rows[at_stake & ~self.has_defaulted(rows) & (rows != row)]
        return others

    def write(self, column: str, rows: object, value: object) -> None:
        """Set a part of a column."""
        self._journal.write(self, column, rows, value)

    def add(self, column: str, rows: object, amount: object) -> None:
        """Add to a part of a column; rows are distinct."""
        self._journal.write(self, column, rows, getattr(self, column)[rows] + amount)

    def _grow(self, needed: int) -> None:
        capacity = len(self.account)
        if needed <= capacity:
            return
        while capacity < needed:
            capacity *= 2
        for name in self._columns:
            old = getattr(self, name)
            grown = np.full((capacity, *old.shape[1:]), -1 if name == "account" else 0, dtype=old.dtype)
            grown[: len(old)] = old
            setattr(self, name, grown)
