"""What becomes of unsafe accounts that nobody took over: sold to the vault, paid for by the fund, taken by the vault, or deleveraged."""

import numpy as np

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.closing.base import UnsafePosition
from firesale.market.events import FundDrawn
from firesale.market.streams import Draws
from firesale.market.venues.base import Site
from firesale.market.venues.perpetuals.book import VAULT
from firesale.market.venues.perpetuals.closing_desk import Closing, ClosingDesk
from firesale.market.venues.perpetuals.deleveraging_desk import DeleveragingDesk
from firesale.market.venues.perpetuals.state import LARGEST_LOG, PerpetualState

HALVINGS = 40
"""Of the amount that an insurance fund can just pay for: enough for the last place of a number."""


class BackstopDesk:
    """One account after the other, the worst first: each closing moves the price and empties the fund for those behind it."""

    def __init__(self, venue: str, site: Site, state: PerpetualState, closing: ClosingDesk, draws: Draws) -> None:
        self.venue, self.site, self.state, self.closing = venue, site, state, closing
        self.book, self.terms = state.book, state.terms
        self.deleveraging = DeleveragingDesk(venue, site, state, closing, draws)

    def absorb(self) -> None:
        """Close what is unsafe. Leaves accounts in debt only if there is nobody left who could lose more."""
        rows, _ = self.state.unsafe_rows(self._mark())
        for row in rows.tolist():
            self._close_account(np.array([row]))
        if float(self.state.value(np.array([VAULT]), self._mark())[0]) < 0.0:
            self._close_vault()

    def _mark(self) -> FloatArray:
        return self.state.mark(self.state.index())

    def _close_account(self, row: IntArray) -> None:
        """Position by position, the largest requirement first, until the account is safe."""
        needed = self.state.requirements(row, self._mark())[0]
        for market in np.argsort(-needed, kind="stable").tolist():
            mark = self._mark()
            if market not in self.state.held(row[0], mark) or not self.state.healths(row, mark)[0] < 1.0:
                continue
            at = self.closing.unsafe(row, market, mark)
            bankrupt = bool(at.value[0] <= 0.0)
            if bankrupt or self.terms.closes_itself:
                amount = float(np.abs(at.size[0]) if bankrupt else self.terms.closing.largest(at)[0])
                self._close(row, market, at, amount)
        if len(self.state.held(row[0], self._mark())) == 0 and self.book.balance[row[0]] < 0.0:
            self._pay_debt(row)

    def _close(self, row: IntArray, market: int, at: UnsafePosition, amount: float) -> None:
        """The waterfall: sell to the vault along its curve as far as the fund can pay, give to the vault, deleverage.

        An unsafe account that is not bankrupt waits if no sale is possible. Source: dYdX v4 and Hyperliquid deleverage below an account value of 0.
        """
        left = amount - self._sell(row, market, at, amount)
        if left > 0.0 and self.terms.vault_takes_over:
            left -= self._give(row, market, left)
        bankrupt = bool(self.state.value(row, self._mark())[0] <= 0.0)
        if left > 0.0 and (bankrupt or self.terms.deleverages_solvent):
            self.deleveraging.close(row, market, left)

    def _sell(self, row: IntArray, market: int, at: UnsafePosition, amount: float) -> float:
        """Units sold along the curve: all that the vault makes a price for and the fund can pay for, unless that is dust."""
        side, index = float(np.sign(at.size[0])), self.state.index()
        sold = min(amount, self._room(market, side, index))
        if sold > 0.0 and not self._payable(market, at, sold, index):
            sold = self._payable_part(market, at, sold, index)
        if sold * float(at.mark[0]) <= self.state.dust():
            return 0.0
        price = self.state.fill(market, np.array([-side * sold]), index).price
        closed = np.array([sold])
        to_fund = self.closing.change_of_fund(at, closed, price)
        self.closing.settle(Closing(row, np.array([VAULT]), market, closed, price, to_fund), at, self._mark())
        return sold

    def _payable_part(self, market: int, at: UnsafePosition, amount: float, index: FloatArray) -> float:
        """The part of a sale that can be paid for, found by halving; 0 if not even the first units can."""
        low, high = amount / 2.0**HALVINGS, amount
        if not self._payable(market, at, low, index):
            return 0.0
        for _ in range(HALVINGS):
            middle = 0.5 * (low + high)
            low, high = (middle, high) if self._payable(market, at, middle, index) else (low, middle)
        return low

    def _payable(self, market: int, at: UnsafePosition, closed: float, index: FloatArray) -> bool:
        """True if the fund can pay what a sale leaves open, and the vault has the margin for what it buys."""
        side = float(np.sign(at.size[0]))
        price = self.state.fill(market, np.array([-side * closed]), index).price
        change = float(self.closing.change_of_fund(at, np.array([closed]), price)[0])
        return float(self.book.fund[0]) + change >= 0.0 and self._vault_can(market, side * closed, float(price[0]))

    def _vault_can(self, market: int, bought: float, price: float) -> bool:
        """True if the vault's position becomes smaller, or its requirement is still covered."""
        held, mark = self.book.size[[VAULT]].copy(), self._mark()
        smaller = abs(held[0, market] + bought) <= abs(held[0, market])
        held[0, market] += bought
        worth = float(self.state.value(np.array([VAULT]), mark)[0]) + bought * (float(mark[market]) - price)
        return smaller or worth >= float(self.state.initial(held, mark, np.zeros(len(mark)))[0])

    def _room(self, market: int, side: float, index: FloatArray) -> float:
        """Units that the vault buys of longs (side 1), or sells to shorts, before its price is too far from the index."""
        impact = float(self.state.impact(index)[market])
        most = min(self.terms.largest_premium, LARGEST_LOG)
        return max(0.0, most + side * float(self.state.displacement(index)[market])) / impact

    def _give(self, row: IntArray, market: int, amount: float) -> float:
        """The vault takes over at the bankruptcy price, if it has the margin. Source: Hyperliquid's vault, which gets what margin is left."""
        mark = self._mark()
        at = self.closing.unsafe(row, market, mark)
        price = self.closing.bankruptcy_price(at)
        if not self._vault_can(market, float(np.sign(at.size[0])) * amount, float(price[0])):
            return 0.0
        closing = Closing(row, np.array([VAULT]), market, np.array([amount]), price, np.zeros(1))
        self.closing.settle(closing, at, mark)
        return amount

    def _pay_debt(self, row: IntArray) -> None:
        """The fund pays what an account without positions owes, as far as it can."""
        amount = min(float(self.book.fund[0]), -float(self.book.balance[row[0]]))
        if amount > 0.0:
            self.book.pay(row, np.array([amount]))
            self.book.pay_fund(-amount)
            owner, left = int(self.book.owners(row)[0]), float(self.book.fund[0])
            self.site.log.add(FundDrawn(self.venue, owner, self.terms.margin_asset, amount, left))

    def _close_vault(self) -> None:
        """A market maker in debt is deleveraged like anybody else."""
        row = np.array([VAULT])
        for market in self.state.held(VAULT, self._mark()).tolist():
            self.deleveraging.close(row, market, abs(float(self.book.size[VAULT, market])))
