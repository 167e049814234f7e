"""The lots that a venue sells, as columns; a lot keeps its number for ever."""

import numpy as np

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.journal import Journal

NOBODY = -1


class LotBook:
    """One row per lot. Amounts in units; prices in units of the debt asset per unit of collateral; times in seconds since the start."""

    def __init__(self, journal: Journal) -> None:
        self.owner: IntArray = np.full(16, NOBODY, dtype=np.int64)  # whose position it was
        self.units: FloatArray = np.zeros(16)  # collateral left
        self.tab: FloatArray = np.zeros(16)  # still to be raised, penalty included
        self.debt: FloatArray = np.zeros(16)  # still to be raised of what was owed
        self.raised: FloatArray = np.zeros(16)  # so far
        self.top: FloatArray = np.zeros(16)  # price at the start
        self.started: FloatArray = np.zeros(16)  # when the price began to fall, or bidding to count
        self.kept: FloatArray = np.zeros(16)  # English: collateral that the highest bidder would get
        self.bid: FloatArray = np.zeros(16)  # English: what the highest bidder locked
        self.bidder: IntArray = np.full(16, NOBODY, dtype=np.int64)
        self.bid_at: FloatArray = np.zeros(16)
        self.first: FloatArray = np.zeros(16)  # when the lot was put up at first
        self.open: FloatArray = np.zeros(16)  # 1 while it is sold
        self.count: IntArray = np.zeros(1, dtype=np.int64)
        self._journal = journal

    @property
    def rows(self) -> int:
        """How many lots there have been."""
        return int(self.count[0])

    def add(
        self, owner: IntArray, units: FloatArray, debt: FloatArray, tab: FloatArray, top: FloatArray, now: float
    ) -> IntArray:
        """Open lots (n,); their numbers."""
        self._grow(self.rows + len(owner))
        lots: IntArray = np.arange(self.rows, self.rows + len(owner))
        columns: dict[str, FloatArray | IntArray] = {
            "owner": owner,
            "units": units,
            "tab": tab,
            "debt": debt,
            "top": top,
            "kept": units,
        }
        columns |= {"started": np.full(len(owner), now), "first": np.full(len(owner), now), "open": np.ones(len(owner))}
        columns |= {
            "bidder": np.full(len(owner), NOBODY),
            "bid": np.zeros(len(owner)),
            "raised": np.zeros(len(owner)),
            "bid_at": np.zeros(len(owner)),
        }
        for name, values in columns.items():
            self.set(name, lots, values)
        self._journal.write(self, "count", 0, self.rows + len(owner))
        return lots

    def set(self, name: str, lots: IntArray | int, values: FloatArray | IntArray | float | int) -> None:
        """Write a column."""
        self._journal.write(self, name, lots, values)

    def on_sale(self) -> IntArray:
        """Numbers of the open lots."""
        return np.flatnonzero(self.open[: self.rows] > 0.0)

    def is_open(self, lot: object) -> bool:
        """True if there is such a lot and it is not sold."""
        if not isinstance(lot, int | np.integer):
            return False
        return bool(0 <= lot < self.rows and bool(self.open[lot] > 0.0))

    def _grow(self, needed: int) -> None:
        capacity = len(self.owner)
        if needed <= capacity:
            return
        while capacity < needed:
            capacity *= 2
        for name, column in vars(self).items():
            if isinstance(column, np.ndarray) and name != "count":
                grown = np.zeros(capacity, dtype=column.dtype)
                grown[: len(column)] = column
                setattr(self, name, grown)
