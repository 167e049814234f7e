"""Which positions may be unsafe now, without looking at all of them.

Rows stand in blocks. Each block remembers the prices at which it was last verified and the least health found there. Health falls at most by the
largest rise of a debt price over the smallest ratio of a collateral price (a law of every margin rule), so a block whose least health exceeds that
factor holds no unsafe row.
"""

import numpy as np

from firesale.market.arrays import FloatArray, IntArray

BLOCK = 128
Extremes = tuple[float, list[float], list[float]]
"""Least health, highest collateral prices and lowest debt prices that any block remembers."""
ROUNDING = 1.0 + 1e-9
"""Bounds are widened by this much, so that rounding never hides an unsafe row."""


class WatchList:
    """Bounds per block; a block that was written to has bound 0 and is always a candidate."""

    def __init__(self, collaterals: int, debts: int) -> None:
        self.least_health: FloatArray = np.full(1, np.inf)
        self._collateral_price: FloatArray = np.ones((1, collaterals), order="F")
        self._debt_price: FloatArray = np.ones((1, debts), order="F")
        self._extremes: Extremes | None = None  # over all blocks; worked out anew after a write

    def touch(self, rows: IntArray) -> None:
        """These rows were written to."""
        self.least_health[rows // BLOCK] = 0.0
        self._extremes = None

    def grow(self, capacity: int) -> None:
        """Make room for more rows: new blocks are empty."""
        more = capacity // BLOCK - len(self.least_health)
        self.least_health = np.concatenate((self.least_health, np.full(more, np.inf)))
        self._collateral_price = np.vstack((self._collateral_price, np.ones((more, self._collateral_price.shape[1]))))
        self._debt_price = np.vstack((self._debt_price, np.ones((more, self._debt_price.shape[1]))))
        self._extremes = None

    @property
    def everything(self) -> IntArray:
        """All blocks."""
        return np.arange(len(self.least_health))

    def candidates(self, collateral_price: FloatArray, debt_price: FloatArray) -> IntArray:
        """Blocks that may hold an unsafe row at these prices."""
        if self._surely_none(collateral_price.tolist(), debt_price.tolist()):
            return NO_BLOCK
        with np.errstate(divide="ignore", invalid="ignore"):
            fall = np.where(self._collateral_price > 0.0, collateral_price / self._collateral_price, 1.0).min(axis=1)
            rise = np.where(debt_price == self._debt_price, 1.0, debt_price / self._debt_price).max(axis=1)
            return np.flatnonzero(self.least_health <= rise / fall * ROUNDING)

    def renew(self, blocks: IntArray, health: FloatArray, collateral_price: FloatArray, debt_price: FloatArray) -> None:
        """The blocks were verified at these prices; `health` (blocks, BLOCK)."""
        self.least_health[blocks] = health.min(axis=1)
        self._collateral_price[blocks] = collateral_price
        self._debt_price[blocks] = debt_price
        self._extremes = None

    def _surely_none(self, collateral_price: list[float], debt_price: list[float]) -> bool:
        """One look at all blocks together: true on a calm step, whatever the number of blocks."""
        if self._extremes is None:
            highest, lowest = self._collateral_price.max(axis=0).tolist(), self._debt_price.min(axis=0).tolist()
            self._extremes = float(self.least_health.min()), highest, lowest
        least_health, highest, lowest = self._extremes
        if least_health <= 1.0 or min(highest) <= 0.0 or min(lowest) <= 0.0:
            return False
        fall = min(price / high for price, high in zip(collateral_price, highest, strict=True))
        rise = max(price / low for price, low in zip(debt_price, lowest, strict=True))
        return least_health * fall > rise * ROUNDING


NO_BLOCK: IntArray = np.zeros(0, dtype=np.int64)


def rows_of(blocks: IntArray) -> IntArray:
    """All rows of the blocks, in order."""
    rows: IntArray = (blocks[:, None] * BLOCK + np.arange(BLOCK)).ravel()
    return rows
