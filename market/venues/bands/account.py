"""What the desks of a venue of bands share: its books, its accounts, and the way out of the bands."""

from dataclasses import dataclass

import numpy as np

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.book import Book
from firesale.market.events import Refusal
from firesale.market.orders import Outcome
from firesale.market.venues.bands.holdings import Holdings
from firesale.market.venues.bands.positions import BandPositions
from firesale.market.venues.base import Site
from firesale.market.venues.reserves import Reserves


@dataclass(frozen=True, eq=False)
class BandAccount:
    """`account` holds what lies in the bands, `custody` the base units that wait outside, and the reserves what is lent."""

    name: str
    site: Site
    base: str
    quote: str
    account: int
    custody: int
    book: Book
    reserves: Reserves
    holdings: Holdings
    positions: BandPositions

    @property
    def base_column(self) -> int:
        """Of the ledger."""
        return self.site.assets.column[self.base]

    @property
    def quote_column(self) -> int:
        """Of the ledger."""
        return self.site.assets.column[self.quote]

    def wrong(self, asset: str, listed: str, accounts: IntArray) -> Outcome:
        """Another asset, or an account that stands twice among the orders: then they are settled one after the other."""
        if asset != listed:
            return Refusal.UNKNOWN_ASSET
        return Refusal.NO_POSITION if len(accounts) > 1 and len(np.unique(accounts)) < len(accounts) else None

    def rows_for(self, accounts: IntArray) -> IntArray:
        """Rows of distinct accounts, opening a row for each that has none."""
        rows = self.book.rows_for(accounts)
        self.holdings.grow(len(self.book.account))
        return rows

    def reduce_debt(self, rows: IntArray, owed: FloatArray, amount: FloatArray) -> None:
        """Distinct rows owe `amount` (n,) less."""
        left = self.book.debt[rows, 0] - amount / self.reserves.borrow_index[0]
        self.book.set_debt(rows, 0, np.where(amount >= owed, 0.0, np.maximum(0.0, left)))

    def take_out(self, rows: IntArray, to: IntArray, part: FloatArray) -> None:
        """A part (n,) of the bands of distinct rows: quote units to the accounts `to`, base units wait outside."""
        if len(rows) == 0:
            return
        x, y = self.holdings.withdraw(rows, part)
        self.site.ledger.transfer(self.quote_column, self.account, to, x)
        self.site.ledger.transfer(self.base_column, self.account, self.custody, float(y.sum()))
        self.book.add_collateral(rows, 0, y)
