"""Lending pool: many collaterals, many debts, receipt tokens that are ordinary assets. A composition of parts; it acts on what they decide."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.market.actions import Borrow, Liquidate, PostCollateral, Repay, Supply, Withdraw, WithdrawCollateral
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.book import Book
from firesale.market.events import (
    AssetListed,
    Borrowed,
    CollateralPosted,
    CollateralWithdrawn,
    FlashLoaned,
    Refusal,
    Repaid,
    Supplied,
    VenueOpened,
    Withdrawn,
)
from firesale.market.margin.base import Positions
from firesale.market.orders import Outcome, Refused, beyond
from firesale.market.venues.base import Site, Venue
from firesale.market.venues.credit_quote import CreditQuote
from firesale.market.venues.lending_terms import LendingTerms, receipt_name
from firesale.market.venues.liquidation_desk import LiquidationDesk
from firesale.market.venues.positions import PositionDesk
from firesale.market.venues.reserves import Reserves


class LendingPool(Venue):
    """Settles what lenders and borrowers ask for. `reserves`: what is lent; `positions`: who pledged and owes what; `desk`: liquidations."""

    kind = "lending_pool"

    def __init__(self, name: str, site: Site, terms: LendingTerms) -> None:
        super().__init__(name, site)
        self.terms = terms
        self.issued = tuple(receipt_name(name, asset) for asset in terms.debt)
        self.feed = site.feeds[terms.oracle]
        self.book = Book(site.players, len(terms.collateral), len(terms.debt), site.journal)
        self.reserves = Reserves(name, site, terms, self.book)
        self.positions = PositionDesk(name, site, terms, self.book, self.reserves, self.feed)
        self.desk = LiquidationDesk(name, site, terms, self.book, self.reserves, self.positions)
        self.handlers = {
            Supply: self._supply,
            Withdraw: self._withdraw,
            PostCollateral: self._post_collateral,
            WithdrawCollateral: self._withdraw_collateral,
            Borrow: self._borrow,
            Repay: self._repay,
            Liquidate: self.desk.liquidate,
        }
        self._introduce()

    # --- lenders ------------------------------------------------------------------------------------------------------

    def _supply(self, order: Supply) -> Outcome:
        if order.asset not in self.terms.debt:
            return Refusal.UNKNOWN_ASSET
        place, amount = self.terms.debt.index(order.asset), np.asarray(order.amount)
        index = float(self.reserves.supply_index[place])
        if index <= 0.0:
            return Refusal.NOT_OFFERED
        room = float(self.terms.supply_cap[place]) - self.reserves.deposits(place)
        outcome = self.unpaid(order.account, self.reserves.columns[place], amount)
        outcome = outcome or beyond(amount, room, Refusal.SUPPLY_CAP)
        if outcome is not None:
            return outcome
        receipts = amount / index
        self.site.ledger.transfer(self.reserves.columns[place], order.account, self.reserves.account, amount)
        self.site.ledger.mint(self.reserves.receipt_columns[place], order.account, receipts)
        self.site.log.add(Supplied(self.name, order.account, order.asset, amount, receipts, order.motive))
        return None

    def _withdraw(self, order: Withdraw) -> Outcome:
        if order.asset not in self.terms.debt:
            return Refusal.UNKNOWN_ASSET
        place, receipts = self.terms.debt.index(order.asset), np.asarray(order.receipts)
        amount = receipts * self.reserves.supply_index[place]
        cash = self.reserves.cash(place)
        outcome = self.unpaid(order.account, self.reserves.receipt_columns[place], receipts)
        outcome = outcome or beyond(amount, cash + self.reserves.rounding(place), Refusal.NO_CASH)
        if outcome is not None:
            return outcome
        if amount.sum() > cash:
            amount = amount * (cash / amount.sum())  # by rounding alone: the last lender gets all there is
        self.site.ledger.burn(self.reserves.receipt_columns[place], order.account, receipts)
        self.site.ledger.transfer(self.reserves.columns[place], self.reserves.account, order.account, amount)
        self.site.log.add(Withdrawn(self.name, order.account, order.asset, amount, receipts, order.motive))
        return None

    # --- borrowers ----------------------------------------------------------------------------------------------------

    def _post_collateral(self, order: PostCollateral) -> Outcome:
        if order.asset not in self.terms.collateral:
            return Refusal.UNKNOWN_ASSET
        place, amount = self.terms.collateral.index(order.asset), np.asarray(order.amount)
        column, accounts = self.positions.columns[place], np.asarray(order.account)
        if _repeated(accounts):
            return Refusal.NO_BALANCE
        room = float(self.terms.collateral_cap[place] - self.book.collateral_total[place])
        outcome = self.unpaid(accounts, column, amount) or beyond(amount, room, Refusal.SUPPLY_CAP)
        if outcome is not None:
            return outcome
        self.site.ledger.transfer(column, accounts, self.positions.custody, amount)
        self.book.add_collateral(self.book.rows_for(accounts), place, amount)
        self.site.log.add(CollateralPosted(self.name, accounts, order.asset, amount, order.motive))
        return None

    def _withdraw_collateral(self, order: WithdrawCollateral) -> Outcome:
        if order.asset not in self.terms.collateral:
            return Refusal.UNKNOWN_ASSET
        place, amount = self.terms.collateral.index(order.asset), np.asarray(order.amount)
        accounts = np.asarray(order.account)
        rows = self.book.row_of[accounts]
        if _repeated(accounts):
            return Refusal.NO_POSITION
        missing = (rows < 0) | (self.book.collateral[rows, place] < amount)
        if missing.any():
            return Refused(Refusal.NO_POSITION, missing)
        after = self.positions.at(rows)
        after.collateral[:, place] -= amount
        unsafe = ~(self.terms.margin.health(after) >= 1.0)
        if unsafe.any():
            return Refused(Refusal.UNSAFE, unsafe)
        self.book.add_collateral(rows, place, -amount)
        self.site.ledger.transfer(self.positions.columns[place], self.positions.custody, accounts, amount)
        self.site.log.add(CollateralWithdrawn(self.name, accounts, order.asset, amount, order.motive))
        return None

    def _borrow(self, order: Borrow) -> Outcome:
        if order.asset not in self.terms.debt:
            return Refusal.UNKNOWN_ASSET
        place, amount = self.terms.debt.index(order.asset), np.asarray(order.amount)
        accounts = np.asarray(order.account)
        rows = self.book.row_of[accounts]
        if _repeated(accounts):
            return Refusal.NO_POSITION
        if (rows < 0).any():
            return Refused(Refusal.NO_POSITION, rows < 0)
        room = float(self.terms.borrow_cap[place]) - self.reserves.debt(place)
        outcome = beyond(amount, room, Refusal.BORROW_CAP) or beyond(amount, self.reserves.cash(place), Refusal.NO_CASH)
        if outcome is not None:
            return outcome
        after = self.positions.at(rows)
        after.debt[:, place] += amount
        unsafe = ~(self.terms.margin.may_open(after) & (self.terms.margin.health(after) >= 1.0))
        if unsafe.any():
            return Refused(Refusal.UNSAFE, unsafe)
        self._lend(rows, accounts, place, amount)
        self.site.log.add(Borrowed(self.name, accounts, order.asset, amount, order.motive))
        return None

    def _repay(self, order: Repay) -> Outcome:
        if order.asset not in self.terms.debt:
            return Refusal.UNKNOWN_ASSET
        place, accounts = self.terms.debt.index(order.asset), np.asarray(order.account)
        rows = self.book.row_of[accounts]
        if _repeated(accounts):
            return Refusal.NO_POSITION
        owing = (rows >= 0) & (self.book.debt[rows, place] > 0.0)
        if not owing.all():
            return Refused(Refusal.NO_POSITION, ~owing)
        owed = self.book.debt[rows, place] * self.reserves.borrow_index[place]
        amount = np.minimum(np.asarray(order.amount), owed)
        outcome = self.unpaid(accounts, self.reserves.columns[place], amount)
        if outcome is not None:
            return outcome
        left = self.book.debt[rows, place] - amount / self.reserves.borrow_index[place]
        self.site.ledger.transfer(self.reserves.columns[place], accounts, self.reserves.account, amount)
        self.book.set_debt(rows, place, np.where(amount >= owed, 0.0, np.maximum(0.0, left)))
        self.site.log.add(Repaid(self.name, accounts, order.asset, amount, order.motive))
        return None

    def _lend(self, rows: IntArray, accounts: IntArray, place: int, amount: FloatArray) -> None:
        scaled = self.book.debt[rows, place] + amount / self.reserves.borrow_index[place]
        self.book.set_debt(rows, place, scaled)
        self.site.ledger.transfer(self.reserves.columns[place], self.reserves.account, accounts, amount)

    # --- flash loans: called by the market around the legs of a bundle ------------------------------------------------

    def lend_flash(self, asset: str, accounts: IntArray, amount: FloatArray) -> Outcome:
        """Hand out cash without collateral."""
        if asset not in self.terms.debt:
            return Refusal.UNKNOWN_ASSET
        place = self.terms.debt.index(asset)
        if amount.sum() > self.reserves.cash(place):
            return Refusal.NO_CASH
        self.site.ledger.transfer(self.reserves.columns[place], self.reserves.account, accounts, amount)
        return None

    def collect_flash(self, asset: str, accounts: IntArray, amount: FloatArray) -> Outcome:
        """Take the cash back with the fee, which is the pool's surplus."""
        place, fee = self.terms.debt.index(asset), amount * self.terms.flash_fee
        if not self.site.ledger.can_pay(accounts, self.reserves.columns[place], amount + fee):
            return Refusal.NO_BALANCE
        self.site.ledger.transfer(self.reserves.columns[place], accounts, self.reserves.account, amount + fee)
        self.site.log.add(FlashLoaned(self.name, accounts, asset, amount, fee))
        return None

    # --- opening, phases of the step ----------------------------------------------------------------------------------

    def place(self, accounts: IntArray, collateral: FloatArray, debt: FloatArray, motive: str) -> None:
        """Open positions at set-up: collateral (n, k) and debt (n, d) in units, without asking the margin rule."""
        rows = self.book.rows_for(accounts)
        for k, asset in enumerate(self.terms.collateral):
            if np.any(collateral[:, k] > 0.0):
                self.site.ledger.transfer(self.positions.columns[k], accounts, self.positions.custody, collateral[:, k])
                self.book.add_collateral(rows, k, collateral[:, k])
                self.site.log.add(CollateralPosted(self.name, accounts, asset, collateral[:, k], motive))
        for d, asset in enumerate(self.terms.debt):
            if np.any(debt[:, d] > 0.0):
                self._lend(rows, accounts, d, debt[:, d])
                self.site.log.add(Borrowed(self.name, accounts, asset, debt[:, d], motive))

    def arrange(self) -> None:
        """Sort positions by health, so that the watch list's blocks are tight."""
        rows = np.arange(self.book.rows)
        self.book.arrange(np.argsort(self.positions.health(rows), kind="stable"))

    @override
    def accrue(self, seconds: float) -> None:
        self.reserves.accrue(seconds)

    @override
    def absorb(self) -> None:
        if self.reserves.deficit.any():
            self.reserves.absorb(self.positions.debt_prices())

    @override
    def check(self) -> None:
        self.reserves.check()
        self.positions.check()

    @override
    def audit(self) -> None:
        self.positions.audit()

    @override
    def record(self) -> None:
        self.reserves.record(self.positions.debt_prices())
        self.positions.record()

    @override
    def claim_value(self, asset: str) -> float:
        place = self.issued.index(asset)
        return self.reserves.receipt_value(place) * float(self.site.assets.values[self.reserves.columns[place]])

    @override
    def equity(self, values: FloatArray) -> FloatArray | None:
        return self.positions.equity(values)

    def loss_share(self, asset: str) -> float:
        """Part of a reserve's deposits that is lost at fundamental prices: its deficit, and its part of debt above collateral."""
        reserves, place = self.reserves, self.terms.debt.index(asset)
        deposits = reserves.deposits(place)
        if deposits <= 0.0:
            return 0.0
        values = self.site.assets.values
        owed = sum(reserves.debt(d) * float(values[column]) for d, column in enumerate(reserves.columns))
        part = reserves.debt(place) * float(values[reserves.columns[place]]) / owed if owed > 0.0 else 0.0
        uncovered = self.positions.uncovered(values) * part / float(values[reserves.columns[place]])
        return min(1.0, (float(reserves.deficit[place]) + uncovered) / deposits)

    def quote(self) -> CreditQuote:
        """The pool as anybody can see it now."""
        return CreditQuote(self.name, self.terms, self.reserves, self.positions, self.feed)

    def _introduce(self) -> None:
        """Say in the event log what the pool is."""
        log, terms = self.site.log, self.terms
        log.add(VenueOpened(self.name, self.kind))
        k, d = len(terms.collateral), len(terms.debt)
        one_unit_each = Positions(np.eye(k), np.ones((k, d)), np.ones(k), np.ones(d) / d)
        for asset, threshold in zip(terms.collateral, terms.margin.health(one_unit_each), strict=True):
            underlying = self.site.assets.underlying.get(asset, "")
            log.add(AssetListed(self.name, asset, "collateral", underlying, terms.oracle, float(threshold)))
        for asset in terms.debt:
            log.add(AssetListed(self.name, asset, "debt", "", terms.oracle, 0.0))
            log.add(AssetListed(self.name, receipt_name(self.name, asset), "receipt", asset, "", 0.0))


def _repeated(accounts: IntArray) -> bool:
    """True if an account stands twice among the orders: then they are settled one after the other."""
    return len(accounts) > 1 and len(np.unique(accounts)) < len(accounts)


@dataclass(frozen=True)
class LendingPoolTerms(LendingTerms):
    """Terms that open as a lending pool."""

    @override
    def open(self, name: str, site: Site) -> LendingPool:
        return LendingPool(name, site, self)
