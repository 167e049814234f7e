"""What trades through the bands made of borrowers' collateral, told once a round to the event log."""

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.events import SoftLiquidated
from firesale.market.venues.bands.account import BandAccount

LEAST = 1e-12
"""Smaller changes, as a part of what a position owes, are rounding."""


class Conversion:
    """Compares what positions hold with what was put in and taken out: the rest came from trades."""

    def __init__(self, at: BandAccount) -> None:
        self.at = at
        self._told: FloatArray = np.zeros((0, 2))  # quote and base units reported so far
        self._seen = (0.0, 0.0)  # quote and base units in all bands at the last report

    def report(self) -> None:
        """Write what changed hands since the last report, by account."""
        book, holdings = self.at.book, self.at.holdings
        rows, now = np.arange(book.rows), (float(holdings.x.sum()), float(holdings.y.sum()))
        if now == self._seen:
            return
        self._seen = now
        told = np.zeros((len(rows), 2))
        told[: len(self._told)] = self._told
        changed = np.column_stack(holdings.held(rows)) - holdings.put[rows]
        bought, sold = changed[:, 0] - told[:, 0], told[:, 1] - changed[:, 1]
        price, owed = self.at.positions.followed.now().price, self.at.positions.debt(rows)
        some = np.flatnonzero((np.abs(bought) > LEAST * owed) & (np.abs(sold) * price > LEAST * owed) & (owed > 0.0))
        told[some] = changed[some]
        self._told = told
        if len(some):
            prices = float(self.at.positions.collateral_prices()[0]), float(self.at.positions.debt_prices()[0])
            self.at.site.log.add(
                SoftLiquidated(
                    self.at.name, book.account[some], self.at.base, self.at.quote, sold[some], bought[some], *prices
                )
            )
