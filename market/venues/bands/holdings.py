"""What lies in the bands, and whose it is: shares of each band, as columns of the positions."""

import math

import numpy as np

from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.bands.grid import BandGrid
from firesale.market.bands.state import MOST_BANDS, BandState, Traded
from firesale.market.journal import Journal
from firesale.market.watch import BLOCK

LARGEST_MOVE = 1e6
"""Factor by which prices may move from where they were at the opening: further away there are no bands."""
CRUMBS = 1e-9
"""Part of the value of all bands below which quote units are what an arbitrageur left by rounding."""
ROUNDING = 1e-12
"""Part of the shares of a band that may be left when nobody has any."""


class Holdings:
    """`x` (quote units), `y` (base units) and `total` (shares) of m bands; `shares` (rows, 50) of the bands from `first` (rows,) on.

    Everybody in a band has a part of both assets in it. Source: crvUSD, `AMM.deposit_range`; its thousand dead shares of 1e-18 are left out.
    """

    def __init__(self, grid: BandGrid, journal: Journal) -> None:
        self.grid, self._journal = grid, journal
        self.edge = math.ceil(math.log(LARGEST_MOVE) / grid.log_ratio) + MOST_BANDS
        size = 2 * self.edge + 1
        self.numbers: IntArray = np.arange(-self.edge, self.edge + 1)
        self.x: FloatArray = np.zeros(size)
        self.y: FloatArray = np.zeros(size)
        self.total: FloatArray = np.zeros(size)
        self.active: IntArray = np.zeros(1, dtype=np.int64)
        self.first: IntArray = np.zeros(BLOCK, dtype=np.int64)
        self.count: IntArray = np.zeros(BLOCK, dtype=np.int64)
        self.shares: FloatArray = np.zeros((BLOCK, MOST_BANDS))
        self.put: FloatArray = np.zeros((BLOCK, 2))  # (rows, 2): quote and base units put in, less those taken out
        self.fresh: BoolArray = np.zeros(
            BLOCK, dtype=np.bool_
        )  # (rows,): as they are since their venue last looked at all
        self._tops, self._tops_at = np.zeros(size), math.nan

    def state(self, base_price: float) -> BandState:
        """All bands now, with band 0 ending at `base_price`."""
        return BandState(-self.edge, self.tops(base_price), self.x, self.y, int(self.active[0]))

    def tops(self, base_price: float) -> FloatArray:
        """Upper price of each band, (m,)."""
        if base_price != self._tops_at:
            self._tops, self._tops_at = self.grid.tops(base_price, self.numbers), base_price
        return self._tops

    def grow(self, rows: int) -> None:
        """Room for so many positions."""
        missing = rows - len(self.first)
        if missing > 0:
            missing = max(missing, len(self.first))
            self.first = np.concatenate((self.first, np.zeros(missing, dtype=np.int64)))
            self.count = np.concatenate((self.count, np.zeros(missing, dtype=np.int64)))
            self.shares = np.concatenate((self.shares, np.zeros((missing, MOST_BANDS))))
            self.put = np.concatenate((self.put, np.zeros((missing, 2))))
            self.fresh = np.concatenate((self.fresh, np.zeros(missing, dtype=np.bool_)))

    def lowest_free(self, price: float) -> int:
        """The first band into which collateral may go: no band from there on to the active one holds quote units, but for crumbs."""
        at = int(self.active[0]) + self.edge
        held = np.flatnonzero(self.x[: at + 1] > CRUMBS * (self.x.sum() + self.y.sum() * price))
        return int(held[-1]) - self.edge + 1 if len(held) else -self.edge

    def sums(self, rows: IntArray, *of_bands: FloatArray, shares: FloatArray | None = None) -> list[FloatArray]:
        """For each column of the bands (m,), the part of it that belongs to each of these positions, (n,). `shares` (m,) there were, or are."""
        places = np.minimum(self.first[rows, None] + self.edge + np.arange(MOST_BANDS), len(self.x) - 1)
        total = (self.total if shares is None else shares)[places]
        part = np.divide(self.shares[rows], total, out=np.zeros_like(total), where=total > 0.0)
        return [np.asarray((part * column[places]).sum(axis=1), dtype=np.float64) for column in of_bands]

    def held(self, rows: IntArray) -> tuple[FloatArray, FloatArray]:
        """Quote and base units of these positions, (n,) each."""
        x, y = self.sums(rows, self.x, self.y)
        return x, y

    def deposit(self, rows: IntArray, first: IntArray, count: IntArray, amount: FloatArray) -> None:
        """Split base units (n,) evenly over `count` bands from `first` on; these positions have no shares yet."""
        if len(rows) == 0:
            return
        own = np.arange(MOST_BANDS) < count[:, None]
        places = np.where(own, first[:, None] + self.edge + np.arange(MOST_BANDS), 0)
        each = np.where(own, (amount / count)[:, None], 0.0)
        y = self.y[places]
        rate = np.divide(self.total[places], y, out=np.ones_like(y), where=(y > 0.0) & (self.total[places] > 0.0))
        shares = each * rate
        touched = np.unique(places[own])
        self._add_to_bands("y", touched, np.bincount(places[own], each[own], len(self.y)))
        self._add_to_bands("total", touched, np.bincount(places[own], shares[own], len(self.y)))
        write = self._journal.write
        write(self, "shares", rows, shares)
        write(self, "first", rows, first)
        write(self, "count", rows, count)
        write(self, "put", (rows, 1), self.put[rows, 1] + amount)
        write(self, "fresh", rows, True)
        if first.min() <= self.active[0]:
            write(self, "active", 0, int(first.min()) - 1)

    def withdraw(self, rows: IntArray, part: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Take out a part (n,) of positions of distinct rows: quote and base units, (n,) each."""
        if len(rows) == 0:
            return np.zeros(0), np.zeros(0)
        places = np.minimum(self.first[rows, None] + self.edge + np.arange(MOST_BANDS), len(self.x) - 1)
        gone = self.shares[rows] * part[:, None]
        own, total = gone > 0.0, self.total[places]
        share = np.divide(gone, total, out=np.zeros_like(total), where=total > 0.0)
        x, y = share * self.x[places], share * self.y[places]
        touched = np.unique(places[own])
        crumbs = ROUNDING * self.total[touched]
        for name, change in (("x", x), ("y", y), ("total", gone)):
            self._add_to_bands(name, touched, -np.bincount(places[own], change[own], len(self.x)))
        empty = touched[self.total[touched] <= crumbs]  # what rounding left goes with the last who leaves
        for name in ("x", "y", "total"):
            self._journal.write(self, name, empty, np.zeros(len(empty)))
        left = np.where((part >= 1.0)[:, None], 0.0, self.shares[rows] - gone)
        out = np.asarray(x.sum(axis=1), dtype=np.float64), np.asarray(y.sum(axis=1), dtype=np.float64)
        self._journal.write(self, "shares", rows, left)
        self._journal.write(self, "put", rows, self.put[rows] - np.column_stack(out))
        return out

    def trade(self, done: Traded) -> None:
        """Write what a trade left."""
        places, write = done.band + self.edge, self._journal.write
        write(self, "x", places, done.x)
        write(self, "y", places, done.y)
        write(self, "active", 0, done.active)

    def _add_to_bands(self, name: str, places: IntArray, change: FloatArray | IntArray) -> None:
        held = getattr(self, name)[places]
        self._journal.write(self, name, places, np.maximum(0.0, held + change[places]))
