"""Borrowers of a pool: pledge and take back collateral, borrow and repay."""

import numpy as np

from firesale.market.actions import Borrow, PostCollateral, Repay, WithdrawCollateral
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.book import Book
from firesale.market.events import Borrowed, CollateralPosted, CollateralWithdrawn, Refusal, Repaid
from firesale.market.orders import Outcome, Refused, beyond
from firesale.market.venues.base import Site
from firesale.market.venues.debt_ceiling import over_ceiling
from firesale.market.venues.funds import Funds
from firesale.market.venues.lending_terms import LendingTerms
from firesale.market.venues.payments import unpaid
from firesale.market.venues.positions import PositionDesk


class BorrowerDesk:
    """Changes positions; new debt must satisfy the margin rule, and so must what is left when collateral goes."""

    def __init__(
        self, pool: str, site: Site, terms: LendingTerms, book: Book, reserves: Funds, positions: PositionDesk
    ) -> None:
        self.pool, self.site, self.terms, self.book = pool, site, terms, book
        self.reserves, self.positions = reserves, positions

    def post_collateral(self, order: PostCollateral) -> Outcome:
        if order.asset not in self.terms.collateral:
            return Refusal.UNKNOWN_ASSET
        place, amount = self.terms.collateral.index(order.asset), np.asarray(order.amount)
        column, accounts = self.positions.columns[place], np.asarray(order.account)
        if repeated(accounts):
            return Refusal.NO_BALANCE
        room = float(self.terms.collateral_cap[place] - self.book.collateral_total[place])
        outcome = unpaid(self.site.ledger, accounts, column, amount) or beyond(amount, room, Refusal.SUPPLY_CAP)
        if outcome is not None:
            return outcome
        self.site.ledger.transfer(column, accounts, self.positions.custody, amount)
        self.book.add_collateral(self.book.rows_for(accounts), place, amount)
        self.site.log.add(CollateralPosted(self.pool, accounts, order.asset, amount, order.motive))
        return None

    def withdraw_collateral(self, order: WithdrawCollateral) -> Outcome:
        if order.asset not in self.terms.collateral:
            return Refusal.UNKNOWN_ASSET
        place, amount = self.terms.collateral.index(order.asset), np.asarray(order.amount)
        accounts = np.asarray(order.account)
        rows = self.book.row_of[accounts]
        if repeated(accounts):
            return Refusal.NO_POSITION
        missing = (rows < 0) | (self.book.collateral[rows, place] < amount)
        if missing.any():
            return Refused(Refusal.NO_POSITION, missing)
        after = self.positions.at(rows)
        after.collateral[:, place] -= amount
        unsafe = ~(self.positions.margin.health(after) >= 1.0)
        if unsafe.any():
            return Refused(Refusal.UNSAFE, unsafe)
        self.positions.gate.checked(rows)
        self.book.add_collateral(rows, place, -amount)
        self.site.ledger.transfer(self.positions.columns[place], self.positions.custody, accounts, amount)
        self.site.log.add(CollateralWithdrawn(self.pool, accounts, order.asset, amount, order.motive))
        return None

    def borrow(self, order: Borrow) -> Outcome:
        if order.asset not in self.terms.debt:
            return Refusal.UNKNOWN_ASSET
        place, amount = self.terms.debt.index(order.asset), np.asarray(order.amount)
        accounts = np.asarray(order.account)
        rows = self.book.row_of[accounts]
        if repeated(accounts):
            return Refusal.NO_POSITION
        if (rows < 0).any():
            return Refused(Refusal.NO_POSITION, rows < 0)
        room = float(self.terms.borrow_cap[place]) - self.reserves.debt(place)
        outcome = beyond(amount, room, Refusal.BORROW_CAP) or beyond(amount, self.reserves.cash(place), Refusal.NO_CASH)
        if outcome is not None:
            return outcome
        after = self.positions.at(rows)
        after.debt[:, place] += amount
        unsafe = ~(self.positions.may_open(after) & (self.positions.margin.health(after) >= 1.0))
        if unsafe.any():
            return Refused(Refusal.UNSAFE, unsafe)
        outcome = over_ceiling(rows, after, self.positions)
        if outcome is not None:
            return outcome
        self.positions.gate.checked(rows)
        self._lend(rows, accounts, place, amount)
        self.site.log.add(Borrowed(self.pool, accounts, order.asset, amount, order.motive))
        return None

    def repay(self, order: Repay) -> Outcome:
        if order.asset not in self.terms.debt:
            return Refusal.UNKNOWN_ASSET
        place, accounts = self.terms.debt.index(order.asset), np.asarray(order.account)
        rows = self.book.row_of[accounts]
        if repeated(accounts):
            return Refusal.NO_POSITION
        owing = (rows >= 0) & (self.book.debt[rows, place] > 0.0)
        if not owing.all():
            return Refused(Refusal.NO_POSITION, ~owing)
        owed = self.book.debt[rows, place] * self.reserves.borrow_index[place]
        amount = np.minimum(np.asarray(order.amount), owed)
        outcome = unpaid(self.site.ledger, accounts, self.reserves.columns[place], amount)
        if outcome is not None:
            return outcome
        left = self.book.debt[rows, place] - amount / self.reserves.borrow_index[place]
        self.reserves.collect(place, accounts, amount)
        self.book.set_debt(rows, place, np.where(amount >= owed, 0.0, np.maximum(0.0, left)))
        self.site.log.add(Repaid(self.pool, accounts, order.asset, amount, order.motive))
        return None

    def _lend(self, rows: IntArray, accounts: IntArray, place: int, amount: FloatArray) -> None:
        scaled = self.book.debt[rows, place] + amount / self.reserves.borrow_index[place]
        self.book.set_debt(rows, place, scaled)
        self.reserves.lend(place, accounts, amount)

    def place(self, accounts: IntArray, collateral: FloatArray, debt: FloatArray, motive: str) -> FloatArray:
        """Open positions at set-up: collateral (n, k) and debt (n, d) in units, without asking the margin rule; what was handed out (n, d)."""
        rows = self.book.rows_for(accounts)
        for k, asset in enumerate(self.terms.collateral):
            if np.any(collateral[:, k] > 0.0):
                self.site.ledger.transfer(self.positions.columns[k], accounts, self.positions.custody, collateral[:, k])
                self.book.add_collateral(rows, k, collateral[:, k])
                self.site.log.add(CollateralPosted(self.pool, accounts, asset, collateral[:, k], motive))
        for d, asset in enumerate(self.terms.debt):
            if np.any(debt[:, d] > 0.0):
                self._lend(rows, accounts, d, debt[:, d])
                self.site.log.add(Borrowed(self.pool, accounts, asset, debt[:, d], motive))
        return debt


def repeated(accounts: IntArray) -> bool:
    """True if an account stands twice among the orders: then they are settled one after the other."""
    return len(accounts) > 1 and len(np.unique(accounts)) < len(accounts)
