"""Dutch auctions of a pool: lots are taken at a price that falls, and restarted when it has fallen too far."""

import numpy as np

from firesale.market.actions import RestartAuction, TakeLot
from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.auctions.taking import taking
from firesale.market.events import AuctionRestarted, Refusal
from firesale.market.liquidation.dutch_auction import DutchAuction
from firesale.market.orders import Outcome
from firesale.market.venues.lot_desk import LotDesk


class DutchDesk:
    """Orders for one lot go one after the other: each changes what is left."""

    def __init__(self, mechanism: DutchAuction, lots: LotDesk) -> None:
        self.mechanism, self.lots, self.site = mechanism, lots, lots.site

    def price(self, lot: int) -> float:
        """Debt units per unit of collateral now."""
        return float(self.prices(np.array([lot]))[0])

    def take(self, order: TakeLot) -> Outcome:
        book, lot = self.lots.book, order.lot
        if not book.is_open(lot):
            return Refusal.UNKNOWN_LOT
        if np.size(order.account) > 1:
            return Refusal.NO_POSITION
        if bool(self.over(np.array([lot]))[0]):
            return Refusal.OVER
        price = self.price(lot)
        largest = float(np.asarray(order.largest_price)[0])
        if 0.0 < largest < price:
            return Refusal.SLIPPAGE
        smallest = self.mechanism.smallest_tab
        terms = taking(book.units[[lot]], book.tab[[lot]], np.array([price]), np.asarray(order.amount), smallest)
        if terms.refused[0]:
            return Refusal.DUST
        account, paid, got = int(np.asarray(order.account)[0]), float(terms.paid[0]), float(terms.got[0])
        if not self.site.ledger.can_pay(account, self.lots.debt, paid):
            return Refusal.NO_BALANCE
        before = float(book.tab[lot])
        self.lots.sell(lot, account, got, paid, account)
        if paid >= before or float(book.units[lot]) <= 0.0:
            self.lots.close(lot)
        return None

    def restart(self, order: RestartAuction) -> Outcome:
        """At the oracle's price now, unless that is nothing; whoever restarts is rewarded as for triggering, if what is left is worth it."""
        book, lot = self.lots.book, order.lot
        if not book.is_open(lot):
            return Refusal.UNKNOWN_LOT
        if np.size(order.account) > 1 or not bool(self.over(np.array([lot]))[0]):
            return Refusal.NOT_OVER
        positions, funds = self.lots.positions, self.lots.funds
        price = float(positions.collateral_prices()[0] / positions.debt_prices()[0])
        if not price > 0.0:
            return Refusal.NO_ROOM
        worth = float(book.units[lot]) * price
        tab, smallest = float(book.tab[lot]), self.mechanism.smallest_tab
        reward = float(self.mechanism.reward(np.array([tab]))[0]) if min(tab, worth) >= smallest else 0.0
        reward = min(reward, funds.cash(0))
        if reward > 0.0:
            funds.put_on_sale(0, reward)
            funds.lend(0, order.account, np.array([reward]))
            book.set("debt", lot, float(book.debt[lot]) + reward)
        book.set("top", lot, float(self.mechanism.top(np.array([price]))[0]))
        book.set("started", lot, self.site.log.time)
        self.site.log.add(AuctionRestarted(self.lots.pool, order.account, lot, reward))
        return None

    def prices(self, lots: IntArray) -> FloatArray:
        """Debt units per unit of collateral of some lots (l,) now."""
        return self.mechanism.price(self.lots.book.top[lots], self._elapsed(lots))

    def over(self, lots: IntArray) -> BoolArray:
        """Which of the lots (l,) must be restarted before anything is taken."""
        return self.mechanism.is_over(self.lots.book.top[lots], self._elapsed(lots))

    def _elapsed(self, lots: IntArray) -> FloatArray:
        return np.asarray(self.site.log.time - self.lots.book.started[lots])
