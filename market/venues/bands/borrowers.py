"""Borrowers of a venue of bands: pledge, borrow, repay. Bands that hold no quote units yet are moved to where collateral and debt put them."""

import numpy as np

from firesale.market.actions import Borrow, PostCollateral, Repay, WithdrawCollateral
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import Borrowed, CollateralPosted, CollateralWithdrawn, Refusal, Repaid
from firesale.market.orders import Outcome, beyond, refused_where
from firesale.market.venues.bands.account import BandAccount
from firesale.market.venues.bands.placement import BandPlacement, Loans
from firesale.market.venues.bands.statements import HealthStatements
from firesale.market.venues.payments import unpaid


class BandBorrowers:
    """Source: crvUSD, `Controller.create_loan`, `add_collateral`, `remove_collateral`, `borrow_more`, `repay`."""

    def __init__(self, at: BandAccount, placement: BandPlacement, statements: HealthStatements) -> None:
        self.at, self.placement, self.statements = at, placement, statements

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
        loans = self.placement.loans(rows[owing])
        more = Loans(loans.collateral + amount[owing], loans.debt, loans.count)
        refused = self.placement.stuck(rows, owing) or self.placement.unplaced(rows, owing, more)
        if refused is not None:
            return refused
        site.ledger.transfer(self.at.base_column, accounts, self.at.custody, amount)
        self.at.book.add_collateral(rows, 0, amount)
        self.placement.move(rows[owing], more)
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
        loans = self.placement.loans(rows[owing])
        less = Loans(loans.collateral - amount[owing], loans.debt, loans.count)
        missing = np.where(owing, False, self.at.book.collateral[rows, 0] < amount)
        missing[owing] = less.collateral <= 0.0
        refused = (
            refused_where(missing, Refusal.NO_POSITION)
            or self.placement.stuck(rows, owing)
            or self.placement.unplaced(rows, owing, less)
        )
        if refused is not None:
            return refused
        self.placement.gather(rows[owing])
        self.at.book.add_collateral(rows, 0, -amount)
        self.at.site.ledger.transfer(self.at.base_column, self.at.custody, accounts, amount)
        self.placement.move(rows[owing], less)
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
        loans, everybody = self.placement.loans(rows), np.ones(len(rows), dtype=np.bool_)
        more = Loans(loans.collateral, loans.debt + amount, loans.count)
        refused = self.placement.stuck(rows, everybody) or self.placement.unplaced(rows, everybody, more)
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
        moving = np.flatnonzero(~done & ~self.at.positions.under_water(rows))
        loans = self.placement.loans(rows[moving])
        fits = self.placement.fits(loans)
        self.placement.move(rows[moving[fits]], Loans(loans.collateral[fits], loans.debt[fits], loans.count[fits]))
        done[moving[fits]] = True  # who moved is safe there
        self.statements.repaid(rows[~done], (owed[~done] - amount[~done]) / owed[~done])
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

    def _lend(self, rows: IntArray, accounts: IntArray, loans: Loans, amount: FloatArray, motive: str) -> None:
        """Pay out `amount` of the debt of these loans."""
        self.at.book.set_debt(rows, 0, loans.debt / self.at.reserves.borrow_index[0])
        self.at.site.ledger.transfer(self.at.quote_column, self.at.reserves.account, accounts, amount)
        self.placement.move(rows, loans)
        self.at.site.log.add(Borrowed(self.at.name, accounts, self.at.quote, amount, motive))
