"""What becomes of unsafe accounts that nobody took over: each backstop of the waterfall in turn closes what it can."""

import numpy as np

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.backstops.base import Bearer, Resources
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

    @property
    def _insured(self) -> bool:
        """True if the fund is one of those who pay."""
        return any(backstop.bearer is Bearer.INSURANCE_FUND for backstop in self.terms.waterfall)

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
                self._close(row, market, amount)
        if len(self.state.held(row[0], self._mark())) == 0 and self.book.balance[row[0]] < 0.0 and self._insured:
            self._pay_debt(row)

    def _close(self, row: IntArray, market: int, left: float) -> None:
        """The waterfall: each in turn closes what it can of what the one before it left.

        An unsafe account that is not bankrupt waits if no sale is possible. Source: dYdX v4 and Hyperliquid deleverage below an account value of 0.
        """
        for backstop in self.terms.waterfall:
            if left <= 0.0:
                return
            at = self.closing.unsafe(row, market, self._mark())
            taken = backstop.absorb(left, self._resources(backstop.bearer, row, at, market, left)).amount
            if taken <= 0.0:
                continue
            match backstop.bearer:
                case Bearer.INSURANCE_FUND:
                    self._sell(row, market, at, taken)
                    left -= taken
                case Bearer.VAULT:
                    left -= self._give(row, market, taken)
                case _:
                    self.deleveraging.close(row, market, taken)
                    left -= abs(float(at.size[0])) - abs(float(self.book.size[row[0], market]))

    def _resources(self, bearer: Bearer, row: IntArray, at: UnsafePosition, market: int, left: float) -> Resources:
        """What one bearer could close of a position now, units."""
        if bearer is Bearer.INSURANCE_FUND:
            return Resources(0.0, 0.0, insured=self._sellable(market, at, left))
        if bearer is Bearer.VAULT:
            return Resources(0.0, 0.0, vault_takes=left)
        if at.value[0] > 0.0 and not self.terms.deleverages_solvent:
            return Resources(0.0, 0.0)
        opposite = -np.sign(at.size[0]) * self.book.size[: self.book.rows, market]
        return Resources(0.0, 0.0, other_side=float(np.maximum(0.0, opposite).sum()))

    def _sellable(self, market: int, at: UnsafePosition, amount: float) -> float:
        """Units that can be sold along the curve: all that the vault makes a price for and the fund can pay for."""
        side, index = float(np.sign(at.size[0])), self.state.index()
        sold = min(amount, self._room(market, side, index))
        if sold > 0.0 and not self._payable(market, at, sold, index):
            sold = self._payable_part(market, at, sold, index)
        return sold

    def _sell(self, row: IntArray, market: int, at: UnsafePosition, sold: float) -> None:
        side, closed = float(np.sign(at.size[0])), np.array([sold])
        price = self.state.fill(market, -side * closed, self.state.index()).price
        to_fund = self.closing.change_of_fund(at, closed, price)
        self.closing.settle(Closing(row, np.array([VAULT]), market, closed, price, to_fund), at, self._mark())

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
