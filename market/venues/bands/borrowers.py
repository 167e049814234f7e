"""Borrowers of a venue of bands: pledge, borrow, repay. Bands that hold no quote units yet are moved to where collateral and debt put them."""

from dataclasses import dataclass

import numpy as np

from firesale.market.actions import Borrow, PostCollateral, Repay, WithdrawCollateral
from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.bands.borrowing import effective_collateral, first_band, max_borrowable
from firesale.market.bands.state import MOST_BANDS
from firesale.market.events import Borrowed, CollateralPosted, CollateralWithdrawn, Refusal, Repaid
from firesale.market.orders import Outcome, Refused, beyond, refused_where
from firesale.market.venues.bands.account import BandAccount
from firesale.market.venues.payments import unpaid


@dataclass(frozen=True, slots=True)
class Loans:
    """n loans as they would be: base units, quote units owed, and how many bands they lie in."""

    collateral: FloatArray
    debt: FloatArray
    count: IntArray


class BandBorrowers:
    """Source: crvUSD, `Controller.create_loan`, `add_collateral`, `remove_collateral`, `borrow_more`, `repay`."""

    def __init__(self, at: BandAccount, loan_discount: float, usual_count: int) -> None:
        self.at, self.loan_discount, self.usual_count = at, loan_discount, usual_count

    def post_collateral(self, order: PostCollateral) -> Outcome:
        """Without debt it waits outside the bands; with debt the bands move to lower prices. Refused in soft liquidation."""
        accounts, amount, site = np.asarray(order.account), np.asarray(order.amount), self.at.site
        refused = self.at.wrong(order.asset, self.at.base, accounts) or unpaid(
            site.ledger, accounts, self.at.base_column, amount
        )
        if refused is not None:
            return refused
        rows = self.at.rows_for(accounts)
        owing = self.at.book.debt[rows, 0] > 0.0
        loans = self._loans(rows[owing])
        more = Loans(loans.collateral + amount[owing], loans.debt, loans.count)
        refused = self._stuck(rows, owing) or self._unplaced(rows, owing, more)
        if refused is not None:
            return refused
        site.ledger.transfer(self.at.base_column, accounts, self.at.custody, amount)
        self.at.book.add_collateral(rows, 0, amount)
        self._move(rows[owing], more)
        site.log.add(CollateralPosted(self.at.name, accounts, order.asset, amount, order.motive))
        return None

    def withdraw_collateral(self, order: WithdrawCollateral) -> Outcome:
        """What waits outside; with debt, from bands that move to higher prices. Refused in soft liquidation."""
        accounts, amount = np.asarray(order.account), np.asarray(order.amount)
        refused = self.at.wrong(order.asset, self.at.base, accounts)
        rows = self.at.book.row_of[accounts]
        refused = refused or refused_where(rows < 0, Refusal.NO_POSITION)
        if refused is not None:
            return refused
        owing = self.at.book.debt[rows, 0] > 0.0
        loans = self._loans(rows[owing])
        less = Loans(loans.collateral - amount[owing], loans.debt, loans.count)
        missing = np.where(owing, False, self.at.book.collateral[rows, 0] < amount)
        missing[owing] = less.collateral <= 0.0
        refused = (
            refused_where(missing, Refusal.NO_POSITION) or self._stuck(rows, owing) or self._unplaced(rows, owing, less)
        )
        if refused is not None:
            return refused
        self._gather(rows[owing])
        self.at.book.add_collateral(rows, 0, -amount)
        self.at.site.ledger.transfer(self.at.base_column, self.at.custody, accounts, amount)
        self._move(rows[owing], less)
        self.at.site.log.add(CollateralWithdrawn(self.at.name, accounts, order.asset, amount, order.motive))
        return None

    def borrow(self, order: Borrow) -> Outcome:
        """All that is pledged goes into bands. Refused in soft liquidation, and if the bands would not lie below the oracle price."""
        accounts, amount, reserves = np.asarray(order.account), np.asarray(order.amount), self.at.reserves
        refused = self.at.wrong(order.asset, self.at.quote, accounts)
        rows = self.at.book.row_of[accounts]
        refused = refused or refused_where(rows < 0, Refusal.NO_POSITION)
        room = float(reserves.terms.borrow_cap[0]) - reserves.debt(0)
        refused = (
            refused or beyond(amount, room, Refusal.BORROW_CAP) or beyond(amount, reserves.cash(0), Refusal.NO_CASH)
        )
        if refused is not None:
            return refused
        loans, everybody = self._loans(rows), np.ones(len(rows), dtype=np.bool_)
        more = Loans(loans.collateral, loans.debt + amount, loans.count)
        refused = self._stuck(rows, everybody) or self._unplaced(rows, everybody, more)
        if refused is not None:
            return refused
        self._lend(rows, accounts, more, amount, order.motive)
        return None

    def repay(self, order: Repay) -> Outcome:
        """Bands without quote units move to lower prices; who repays all gets the quote units in the bands, and base units wait outside."""
        accounts, book = np.asarray(order.account), self.at.book
        refused = self.at.wrong(order.asset, self.at.quote, accounts)
        rows = book.row_of[accounts]
        refused = refused or refused_where(~((rows >= 0) & (book.debt[rows, 0] > 0.0)), Refusal.NO_POSITION)
        if refused is not None:
            return refused
        owed = self.at.positions.debt(rows)
        amount = np.minimum(np.asarray(order.amount), owed)
        refused = unpaid(self.at.site.ledger, accounts, self.at.quote_column, amount)
        if refused is not None:
            return refused
        self.at.site.ledger.transfer(self.at.quote_column, accounts, self.at.reserves.account, amount)
        self.at.reduce_debt(rows, owed, amount)
        self.at.site.log.add(Repaid(self.at.name, accounts, order.asset, amount, order.motive))
        done = amount >= owed
        self.at.take_out(rows[done], accounts[done], np.ones(int(done.sum())))
        moving = rows[~done & ~self.at.positions.under_water(rows)]
        loans = self._loans(moving)
        fits = self._fits(loans)
        self._move(moving[fits], Loans(loans.collateral[fits], loans.debt[fits], loans.count[fits]))
        return None

    def place(self, accounts: IntArray, collateral: FloatArray, debt: FloatArray, motive: str, count: int) -> None:
        """Open loans of distinct accounts at set-up: base units and quote units owed, (n,) each."""
        site, rows = self.at.site, self.at.rows_for(accounts)
        site.ledger.transfer(self.at.base_column, accounts, self.at.custody, collateral)
        self.at.book.add_collateral(rows, 0, collateral)
        site.log.add(CollateralPosted(self.at.name, accounts, self.at.base, collateral, motive))
        some = debt > 0.0
        loans = Loans(collateral[some], debt[some], np.full(int(some.sum()), count))
        self._lend(rows[some], accounts[some], loans, debt[some], motive)

    def most_debt(self, collateral: FloatArray, count: int | None) -> FloatArray:
        """Most quote units (n,) that base units (n,) in `count` bands may borrow now."""
        price, bands = self.at.positions.followed.now().price, np.full(len(collateral), count or self.usual_count)
        effective = effective_collateral(self.at.holdings.grid, collateral, bands, self.loan_discount)
        base, free = self.at.positions.base_price, self.at.holdings.lowest_free(price)
        return max_borrowable(self.at.holdings.grid, base, price, effective, free)

    def _loans(self, rows: IntArray) -> Loans:
        count = self.at.holdings.count[rows]
        collateral = self.at.book.collateral[rows, 0] + self.at.holdings.held(rows)[1]
        return Loans(collateral, self.at.positions.debt(rows), np.where(count > 0, count, self.usual_count))

    def _firsts(self, loans: Loans) -> IntArray:
        holdings = self.at.holdings
        effective = effective_collateral(holdings.grid, loans.collateral, loans.count, self.loan_discount)
        return first_band(holdings.grid, self.at.positions.base_price, effective, loans.debt)

    def _fits(self, loans: Loans) -> BoolArray:
        """Loans whose bands lie below the oracle price, where nothing has been sold, and within the grid."""
        if len(loans.debt) == 0 or not np.all(loans.collateral > 0.0):
            return loans.collateral > 0.0
        holdings, first = self.at.holdings, self._firsts(loans)
        inside = (first > -holdings.edge) & (first + MOST_BANDS < holdings.edge)
        price = self.at.positions.followed.now().price
        below = holdings.tops(self.at.positions.base_price)[np.where(inside, first, 0) + holdings.edge] < price
        fits: BoolArray = inside & below & (first >= holdings.lowest_free(price))
        return fits

    def _unplaced(self, rows: IntArray, who: BoolArray, loans: Loans) -> Refused | None:
        unsafe = np.zeros(len(rows), dtype=np.bool_)
        unsafe[who] = ~self._fits(loans)
        return refused_where(unsafe, Refusal.UNSAFE)

    def _stuck(self, rows: IntArray, who: BoolArray) -> Refused | None:
        """In soft liquidation nothing but repaying is allowed."""
        return refused_where(who & self.at.positions.under_water(rows), Refusal.UNSAFE)

    def _gather(self, rows: IntArray) -> None:
        """All base units of these positions out of their bands."""
        _, y = self.at.holdings.withdraw(rows, np.ones(len(rows)))
        self.at.site.ledger.transfer(self.at.base_column, self.at.account, self.at.custody, float(y.sum()))
        self.at.book.add_collateral(rows, 0, y)

    def _move(self, rows: IntArray, loans: Loans) -> None:
        """All base units of these positions into the bands where they belong now."""
        self._gather(rows)
        everything = self.at.book.collateral[rows, 0]
        self.at.book.add_collateral(rows, 0, -everything)
        self.at.site.ledger.transfer(self.at.base_column, self.at.custody, self.at.account, float(everything.sum()))
        self.at.holdings.deposit(rows, self._firsts(loans), loans.count, everything)

    def _lend(self, rows: IntArray, accounts: IntArray, loans: Loans, amount: FloatArray, motive: str) -> None:
        """Pay out `amount` of the debt of these loans."""
        self.at.book.set_debt(rows, 0, loans.debt / self.at.reserves.borrow_index[0])
        self.at.site.ledger.transfer(self.at.quote_column, self.at.reserves.account, accounts, amount)
        self._move(rows, loans)
        self.at.site.log.add(Borrowed(self.at.name, accounts, self.at.quote, amount, motive))
