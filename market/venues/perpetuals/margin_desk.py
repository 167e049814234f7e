"""Margin accounts of a venue of perpetuals: pay margin in, take it back, begin with a position."""

import numpy as np

from firesale.market.actions import AddMargin, TakeMargin
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import MarginChanged, PositionChanged, Refusal
from firesale.market.ledger import tolerance
from firesale.market.orders import Outcome, Refused
from firesale.market.venues.base import Site
from firesale.market.venues.payments import unpaid
from firesale.market.venues.perpetuals.book import VAULT
from firesale.market.venues.perpetuals.state import PerpetualState


class MarginDesk:
    """Moves the margin asset between players and the custody account, which holds all balances and the insurance fund."""

    def __init__(self, venue: str, site: Site, state: PerpetualState) -> None:
        self.venue, self.site, self.state = venue, site, state
        self.book, self.terms = state.book, state.terms
        self.column = site.assets.column[self.terms.margin_asset]
        self.custody = site.open_account()
        site.ledger.mint(self.column, self.custody, self.terms.vault + self.terms.fund)
        self.book.balance[VAULT] = self.terms.vault
        self.book.fund[0] = self.terms.fund

    def add(self, order: AddMargin) -> Outcome:
        market = self._market(order.asset)
        if market is None:
            return Refusal.UNKNOWN_ASSET
        accounts, amount = np.asarray(order.account), np.asarray(order.amount)
        if repeated(accounts):
            return Refusal.NO_BALANCE
        outcome = unpaid(self.site.ledger, accounts, self.column, amount)
        if outcome is not None:
            return outcome
        self.site.ledger.transfer(self.column, accounts, self.custody, amount)
        self.book.pay(self.book.rows_for(self.book.keys(accounts, market)), amount)
        self.site.log.add(MarginChanged(self.venue, accounts, order.asset, amount, order.motive))
        return None

    def take(self, order: TakeMargin) -> Outcome:
        """Refused while somebody owes more than the fund holds: then not all value is backed. Source: dYdX v4, withdrawal gating."""
        market = self._market(order.asset)
        if market is None:
            return Refusal.UNKNOWN_ASSET
        accounts, amount = np.asarray(order.account), np.asarray(order.amount)
        if repeated(accounts):
            return Refusal.NO_POSITION
        rows = self.book.row_of[self.book.keys(accounts, market)]
        if (rows < 0).any():
            return Refused(Refusal.NO_POSITION, rows < 0)
        index = self.state.index()
        mark = self.state.mark(index)
        needed = self.state.initial(self.book.size[rows], mark, self.state.open_value(index))
        unsafe = ~(self.state.value(rows, mark) - amount >= needed)
        if unsafe.any():
            return Refused(Refusal.UNSAFE, unsafe)
        rounding = float(tolerance(self.site.ledger.largest_supply)[self.column])
        cash = self.site.ledger.balance(self.custody, self.column) - float(self.book.fund[0])
        if self.state.short_of(mark) > float(self.book.fund[0]) + rounding or float(amount.sum()) > cash:
            return Refusal.NO_CASH
        self.book.pay(rows, -amount)
        self.site.ledger.transfer(self.column, self.custody, accounts, amount)
        self.site.log.add(MarginChanged(self.venue, accounts, order.asset, -amount, order.motive))
        return None

    def place(self, accounts: IntArray, market: int, size: FloatArray, margin: FloatArray, motive: str) -> None:
        """Begin with signed sizes (n,) against the vault at the index, and margin (n,), without asking the margin rule."""
        asset = self.terms.markets[market] if self.terms.isolated else ""
        rows = self.book.rows_for(self.book.keys(accounts, market))
        price = np.full(len(rows), float(self.state.index()[market]))
        self.site.ledger.transfer(self.column, accounts, self.custody, margin)
        self.book.pay(rows, margin)
        self.site.log.add(MarginChanged(self.venue, accounts, asset, margin, motive))
        self.book.move(rows, market, size, price)
        self.book.move(np.array([VAULT]), market, np.array([-float(size.sum())]), price[:1])
        held = self.book.size[rows, market]
        asset = self.terms.markets[market]
        self.site.log.add(PositionChanged(self.venue, accounts, asset, size, price, np.zeros(len(rows)), held, motive))

    def _market(self, asset: object) -> int | None:
        """The market whose margin is meant: any one if there is one margin for all."""
        if isinstance(asset, str) and asset in self.terms.markets:
            return self.terms.markets.index(asset)
        return 0 if asset == "" and not self.terms.isolated else None


def repeated(accounts: IntArray) -> bool:
    """True if an account stands twice among the orders: then they are settled one after the other."""
    return len(accounts) > 1 and len(np.unique(accounts)) < len(accounts)
