"""Liquidity providers of a stable swap who bring or take one coin alone."""

from typing import TYPE_CHECKING

import numpy as np

from firesale.market.actions import Action, AddOneCoin, RemoveOneCoin
from firesale.market.arrays import FloatArray
from firesale.market.events import LiquidityChanged, Refusal
from firesale.market.orders import Outcome
from firesale.market.venues.base import Handler
from firesale.market.venues.constant_product import LARGEST_WITHDRAWAL
from firesale.market.venues.payments import unpaid
from firesale.market.venues.stable_liquidity import of_one_coin, shares_for

if TYPE_CHECKING:
    from firesale.market.venues.stable_swap import StableSwap

BASE, QUOTE = 0, 1


class OneCoinDesk:
    """One order after the other: each changes the ratio that the next one departs from. Source: Curve, `StableSwap`."""

    def __init__(self, pool: "StableSwap") -> None:
        self.pool, self.site, self.terms = pool, pool.site, pool.terms
        self.handlers: dict[type[Action], Handler] = {AddOneCoin: self.add, RemoveOneCoin: self.remove}

    def add(self, order: AddOneCoin) -> Outcome:
        """Shares for one coin, less the fee on what departs from the ratio of the balances."""
        pool, ledger, accounts = self.pool, self.site.ledger, np.asarray(order.account)
        if order.asset not in pool.coins:
            return Refusal.UNKNOWN_ASSET
        if len(accounts) > 1:
            return Refusal.NO_CASH  # of many: they come back one at a time
        coin, amount = pool.coins.index(order.asset), np.asarray(order.amount, dtype=np.float64)
        outcome = unpaid(ledger, accounts, int(pool.columns[coin]), amount)
        if outcome is not None:
            return outcome
        change = np.where(np.arange(len(pool.coins)) == coin, amount[0], 0.0)
        part, fee = shares_for(pool.balances, change, self.terms.weight, self.terms.fee)
        shares = part * float(ledger.supply[pool.share_column])
        if not 0.0 < shares < np.inf:
            return Refusal.NO_CASH
        if shares < float(np.asarray(order.min_amount_out)[0]):
            return Refusal.SLIPPAGE
        ledger.transfer(int(pool.columns[coin]), accounts, pool.account, amount)
        ledger.mint(pool.share_column, accounts, np.array([shares]))
        self._take_fee(fee)
        self._tell(order, change, shares)
        return None

    def remove(self, order: RemoveOneCoin) -> Outcome:
        """One coin for shares, less the same fee."""
        pool, ledger, accounts = self.pool, self.site.ledger, np.asarray(order.account)
        if order.asset not in pool.coins:
            return Refusal.UNKNOWN_ASSET
        if len(accounts) > 1:
            return Refusal.NO_CASH
        coin, shares = pool.coins.index(order.asset), np.asarray(order.shares, dtype=np.float64)
        outcome = unpaid(ledger, accounts, pool.share_column, shares)
        if outcome is not None:
            return outcome
        part = float(shares[0] / ledger.supply[pool.share_column])
        if part > LARGEST_WITHDRAWAL:
            return Refusal.NO_CASH
        paid, fee = of_one_coin(pool.balances, part, coin, self.terms.weight, self.terms.fee)
        if not 0.0 < paid < float(pool.balances[coin]) * LARGEST_WITHDRAWAL:
            return Refusal.NO_CASH
        if paid < float(np.asarray(order.min_amount_out)[0]):
            return Refusal.SLIPPAGE
        ledger.burn(pool.share_column, accounts, shares)
        ledger.transfer(int(pool.columns[coin]), pool.account, accounts, np.array([paid]))
        one = np.arange(len(pool.coins)) == coin
        self._take_fee(np.where(one, max(0.0, fee), 0.0))
        self._tell(order, np.where(one, -paid, 0.0), -float(shares[0]))
        return None

    def _take_fee(self, fee: FloatArray) -> None:
        """The protocol's part of a fee (n,) leaves the pool."""
        for column, units in zip(self.pool.columns.tolist(), (fee * self.terms.admin_share).tolist(), strict=True):
            if units > 0.0:
                self.site.ledger.transfer(column, self.pool.account, self.pool.treasury, units)

    def _tell(self, order: AddOneCoin | RemoveOneCoin, change: FloatArray, shares: float) -> None:
        base, quote = change[[BASE]], change[[QUOTE]]
        event = LiquidityChanged(self.pool.name, order.account, base, quote, np.array([shares]), order.motive)
        self.site.log.add(event)
