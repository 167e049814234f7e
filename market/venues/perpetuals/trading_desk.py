"""Trading perpetuals against the vault, along its curve."""

import numpy as np

from firesale.market.actions import ChangePosition, Side
from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.events import PositionChanged, Refusal
from firesale.market.orders import Outcome, Refused
from firesale.market.perpetuals.accounts import equity, health
from firesale.market.risk import weighted_sum
from firesale.market.venues.base import Site
from firesale.market.venues.perpetuals.book import LONG, SHORT, VAULT
from firesale.market.venues.perpetuals.margin_desk import repeated
from firesale.market.venues.perpetuals.state import Fill, PerpetualState


class TradingDesk:
    """A trade must leave the initial requirement, or at least lower the position without lowering the account's health."""

    def __init__(self, venue: str, site: Site, state: PerpetualState) -> None:
        self.venue, self.site, self.state = venue, site, state
        self.book, self.terms = state.book, state.terms

    def change(self, order: ChangePosition) -> Outcome:
        """Orders of many accounts are filled one after the other; if one cannot be, the router tries smaller groups."""
        terms, accounts = self.terms, np.asarray(order.account)
        if order.asset not in terms.markets:
            return Refusal.UNKNOWN_ASSET
        if order.side not in tuple(Side):
            return Refusal.MALFORMED
        if repeated(accounts) or (len(accounts) > 1 and terms.premium_in_mark > 0.0):
            return Refusal.NO_POSITION
        market = terms.markets.index(order.asset)
        rows = self.book.row_of[self.book.keys(accounts, market)]
        if (rows < 0).any():
            return Refused(Refusal.NO_POSITION, rows < 0)
        change = np.asarray(order.size) * (1.0 if order.side == Side.BUY else -1.0)
        index = self.state.index()
        small = np.abs(change) * index[market] <= self.state.dust()
        if small.any():
            return Refused(Refusal.DUST, small)
        fill = self.state.fill(market, change, index)
        refusal = self._worse(order, fill) or self._uncovered(rows, market, change, fill, index)
        if refusal is not None:
            return refusal
        fee = np.abs(change) * fill.price * terms.fee
        self._settle(rows, market, change, fill.price, fee)
        held = self.book.size[rows, market]
        log, motive = self.site.log, order.motive
        log.add(PositionChanged(self.venue, accounts, order.asset, change, fill.price, fee, held, motive))
        return None

    def _worse(self, order: ChangePosition, fill: Fill) -> Refusal | None:
        """A price beyond the limit, or further from the index than the vault makes prices for."""
        sign = 1.0 if order.side == Side.BUY else -1.0
        limit = np.asarray(order.limit_price)
        if np.any((limit > 0.0) & (sign * (fill.price - limit) > 0.0)):
            return Refusal.SLIPPAGE
        return Refusal.NO_CASH if np.any(sign * fill.displacement > self.terms.largest_premium) else None

    def _uncovered(
        self, rows: IntArray, market: int, change: FloatArray, fill: Fill, index: FloatArray
    ) -> Refusal | None:
        """What the accounts, or the vault on the other side, could not carry; values at the mark after the orders."""
        mark = index.copy()
        mark[market] *= np.exp(self.terms.premium_in_mark * fill.displacement[-1])
        before, after = self.book.size[rows], self.book.size[rows]
        after[:, market] += change
        paid = change * fill.price + np.abs(change) * fill.price * self.terms.fee
        value = equity(self.book.balance[rows] - paid, after, mark)
        covered = value >= self.state.initial(after, mark, self._open_value(before, after, market, index))
        if not covered.all():
            covered |= self._relieved(rows, before[:, market], after, market, value, mark)
        if not covered.all():
            return Refusal.UNSAFE
        taken = -float(change.sum())
        worth = float(self.state.value(np.array([VAULT]), mark)[0]) + float(paid.sum()) + taken * float(mark[market])
        held = self.book.size[[VAULT]].copy()
        grows = abs(held[0, market] + taken) > abs(held[0, market])
        held[0, market] += taken
        needed = float(self.state.initial(held, mark, np.zeros(len(mark)))[0])
        return Refusal.NO_CASH if grows and not worth >= needed else None

    def _open_value(self, before: FloatArray, after: FloatArray, market: int, index: FloatArray) -> FloatArray:
        """Value of what is open (n, m) after each of the orders."""
        found = np.tile(self.state.open_value(index), (len(before), 1))
        sides = [
            self.book.open[side, market]
            + np.cumsum(np.maximum(0.0, sign * after[:, market]) - np.maximum(0.0, sign * before[:, market]))
            for side, sign in ((LONG, 1.0), (SHORT, -1.0))
        ]
        found[:, market] = np.maximum(*sides) * index[market]
        return found

    def _relieved(
        self, rows: IntArray, before: FloatArray, after: FloatArray, market: int, value: FloatArray, mark: FloatArray
    ) -> BoolArray:
        """A smaller position on the same side, nothing owed, and health not lower than it was."""
        smaller = (np.abs(after[:, market]) < np.abs(before)) & (before * after[:, market] >= 0.0)
        needed = self.state.in_force.maintenance(np.abs(after) * mark)
        now = health(value, weighted_sum(needed, np.ones(len(mark))))
        kept: BoolArray = smaller & (value >= 0.0) & (now >= self.state.healths(rows, mark))
        return kept

    def _settle(self, rows: IntArray, market: int, change: FloatArray, price: FloatArray, fee: FloatArray) -> None:
        """The vault is the other side of every order, at the same prices."""
        vault = np.array([VAULT])
        total, cost = -float(change.sum()), float((change * price).sum())
        self.book.move(rows, market, change, price)
        self.book.pay(rows, -fee)
        mean = cost / -total if total != 0.0 else 0.0
        self.book.move(vault, market, np.array([total]), np.array([mean]))
        self.book.pay(vault, np.array([float(fee.sum()) + cost + total * mean]))
