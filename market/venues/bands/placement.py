"""Where loans lie: how much they may borrow, which bands they go into, and how they get there."""

from dataclasses import dataclass

import numpy as np

from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.bands.borrowing import effective_collateral, first_band, max_borrowable
from firesale.market.bands.state import MOST_BANDS
from firesale.market.events import Refusal
from firesale.market.orders import Refused, refused_where
from firesale.market.venues.bands.account import BandAccount

MOST_SKIPPED = 1024
"""A loan ends at most so many bands below the active one, however small its debt. Source: crvUSD, `Controller._calculate_debt_n1`."""


@dataclass(frozen=True, slots=True)
class Loans:
    """n loans as they would be: base units, quote units owed, and how many bands they lie in."""

    collateral: FloatArray
    debt: FloatArray
    count: IntArray


class BandPlacement:
    """Moves loans whose bands have sold nothing yet. Source: crvUSD, `Controller._calculate_debt_n1`, `AMM.deposit_range`."""

    def __init__(self, at: BandAccount, loan_discount: float, usual_count: int) -> None:
        self.at, self.loan_discount, self.usual_count = at, loan_discount, usual_count

    def most_debt(self, collateral: FloatArray, count: int | None) -> FloatArray:
        """Most quote units (n,) that base units (n,) in `count` bands may borrow now."""
        price, bands = self.at.positions.followed.now().price, np.full(len(collateral), count or self.usual_count)
        effective = effective_collateral(self.at.holdings.grid, collateral, bands, self.loan_discount)
        base, free = self.at.positions.base_price, self.at.holdings.lowest_free(price)
        return max_borrowable(self.at.holdings.grid, base, price, effective, free)

    def loans(self, rows: IntArray) -> Loans:
        """The loans in these rows as they are."""
        count = self.at.holdings.count[rows]
        collateral = self.at.book.collateral[rows, 0] + self.at.holdings.held(rows)[1]
        return Loans(collateral, self.at.positions.debt(rows), np.where(count > 0, count, self.usual_count))

    def _firsts(self, loans: Loans) -> IntArray:
        holdings = self.at.holdings
        effective = effective_collateral(holdings.grid, loans.collateral, loans.count, self.loan_discount)
        first = first_band(holdings.grid, self.at.positions.base_price, effective, loans.debt)
        capped: IntArray = np.minimum(first, MOST_SKIPPED - loans.count + holdings.active[0])
        return capped

    def fits(self, loans: Loans) -> BoolArray:
        """Loans whose bands lie below the oracle price, where nothing has been sold, and within the grid."""
        some = loans.collateral > 0.0
        holdings = self.at.holdings
        first = self._firsts(Loans(np.where(some, loans.collateral, 1.0), loans.debt, loans.count))
        inside = (first > -holdings.edge) & (first + MOST_BANDS < holdings.edge)
        price = self.at.positions.followed.now().price
        below = holdings.tops(self.at.positions.base_price)[np.where(inside, first, 0) + holdings.edge] < price
        fits: BoolArray = some & inside & below & (first >= holdings.lowest_free(price))
        return fits

    def unplaced(self, rows: IntArray, who: BoolArray, loans: Loans) -> Refused | None:
        """Of the rows marked in `who` (n,), those whose loans do not fit anywhere."""
        unsafe = np.zeros(len(rows), dtype=np.bool_)
        unsafe[who] = ~self.fits(loans)
        return refused_where(unsafe, Refusal.UNSAFE)

    def stuck(self, rows: IntArray, who: BoolArray) -> Refused | None:
        """In soft liquidation nothing but repaying is allowed."""
        return refused_where(who & self.at.positions.under_water(rows), Refusal.UNSAFE)

    def gather(self, rows: IntArray) -> None:
        """All base units of these positions out of their bands."""
        _, y = self.at.holdings.withdraw(rows, np.ones(len(rows)))
        self.at.site.ledger.transfer(self.at.base_column, self.at.account, self.at.custody, float(y.sum()))
        self.at.book.add_collateral(rows, 0, y)

    def move(self, rows: IntArray, loans: Loans) -> None:
        """All base units of these positions into the bands where they belong now."""
        self.gather(rows)
        everything = self.at.book.collateral[rows, 0]
        self.at.book.add_collateral(rows, 0, -everything)
        self.at.site.ledger.transfer(self.at.base_column, self.at.custody, self.at.account, float(everything.sum()))
        self.at.holdings.deposit(rows, self._firsts(loans), loans.count, everything)
