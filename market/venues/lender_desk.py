"""Lenders of a pool: supply and withdraw for receipt tokens."""

import numpy as np

from firesale.market.actions import Supply, Withdraw
from firesale.market.events import Refusal, Supplied, Withdrawn
from firesale.market.orders import Outcome, beyond
from firesale.market.venues.base import Site
from firesale.market.venues.lending_terms import LendingTerms
from firesale.market.venues.payments import unpaid
from firesale.market.venues.reserves import Reserves


class LenderDesk:
    """Moves cash in and out of the reserves."""

    def __init__(self, pool: str, site: Site, terms: LendingTerms, reserves: Reserves) -> None:
        self.pool, self.site, self.terms, self.reserves = pool, site, terms, reserves

    def supply(self, order: Supply) -> Outcome:
        if order.asset not in self.terms.debt:
            return Refusal.UNKNOWN_ASSET
        place, amount = self.terms.debt.index(order.asset), np.asarray(order.amount)
        index = float(self.reserves.supply_index[place])
        if index <= 0.0:
            return Refusal.NOT_OFFERED
        room = float(self.terms.supply_cap[place]) - self.reserves.deposits(place)
        outcome = unpaid(self.site.ledger, order.account, self.reserves.columns[place], amount)
        outcome = outcome or beyond(amount, room, Refusal.SUPPLY_CAP)
        if outcome is not None:
            return outcome
        receipts = amount / index
        self.site.ledger.transfer(self.reserves.columns[place], order.account, self.reserves.account, amount)
        self.site.ledger.mint(self.reserves.receipt_columns[place], order.account, receipts)
        self.site.log.add(Supplied(self.pool, order.account, order.asset, amount, receipts, order.motive))
        return None

    def withdraw(self, order: Withdraw) -> Outcome:
        if order.asset not in self.terms.debt:
            return Refusal.UNKNOWN_ASSET
        place, receipts = self.terms.debt.index(order.asset), np.asarray(order.receipts)
        amount = receipts * self.reserves.supply_index[place]
        cash = self.reserves.cash(place)
        outcome = unpaid(self.site.ledger, order.account, self.reserves.receipt_columns[place], receipts)
        outcome = outcome or beyond(amount, cash + self.reserves.rounding(place), Refusal.NO_CASH)
        if outcome is not None:
            return outcome
        if amount.sum() > cash:
            amount = amount * (cash / amount.sum())  # by rounding alone: the last lender gets all there is
        self.site.ledger.burn(self.reserves.receipt_columns[place], order.account, receipts)
        self.site.ledger.transfer(self.reserves.columns[place], self.reserves.account, order.account, amount)
        self.site.log.add(Withdrawn(self.pool, order.account, order.asset, amount, receipts, order.motive))
        return None
