"""Sales of unsafe positions to the vault: along its curve as far as the fund can pay, or at the bankruptcy price."""

import numpy as np

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.closing.base import UnsafePosition
from firesale.market.venues.perpetuals.book import VAULT
from firesale.market.venues.perpetuals.closing_desk import Closing, ClosingDesk
from firesale.market.venues.perpetuals.state import LARGEST_LOG, PerpetualState

HALVINGS = 40
"""Of the amount that an insurance fund can just pay for: enough for the last place of a number."""


class SaleDesk:
    """Finds how much can be sold, and sells it."""

    def __init__(self, state: PerpetualState, closing: ClosingDesk) -> None:
        self.state, self.closing = state, closing
        self.book, self.terms = state.book, state.terms

    def sellable(self, market: int, at: UnsafePosition, amount: float) -> float:
        """Units that can be sold along the curve: all that the vault makes a price for and the fund can pay for, unless that is dust."""
        side, index = float(np.sign(at.size[0])), self.state.index()
        sold = min(amount, self._room(market, side, index))
        if sold > 0.0 and not self._payable(market, at, sold, index):
            sold = self._payable_part(market, at, sold, index)
        return sold if sold * float(at.mark[0]) > self.state.dust() else 0.0

    def sell(self, row: IntArray, market: int, at: UnsafePosition, sold: float) -> None:
        """Units that were found sellable."""
        side, closed = float(np.sign(at.size[0])), np.array([sold])
        price = self.state.fill(market, -side * closed, self.state.index()).price
        to_fund = self.closing.change_of_fund(at, closed, price)
        self.closing.settle(
            Closing(row, np.array([VAULT]), market, closed, price, to_fund), at, self.state.mark(self.state.index())
        )

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
        held, mark = self.book.size[[VAULT]].copy(), self.state.mark(self.state.index())
        smaller = abs(held[0, market] + bought) <= abs(held[0, market])
        held[0, market] += bought
        worth = float(self.state.value(np.array([VAULT]), mark)[0]) + bought * (float(mark[market]) - price)
        return smaller or worth >= float(self.state.initial(held, mark, np.zeros(len(mark)))[0])

    def _room(self, market: int, side: float, index: FloatArray) -> float:
        """Units that the vault buys of longs (side 1), or sells to shorts, before its price is too far from the index."""
        impact = float(self.state.impact(index)[market])
        most = min(self.terms.largest_premium, LARGEST_LOG)
        return max(0.0, most + side * float(self.state.displacement(index)[market])) / impact

    def give(self, row: IntArray, market: int, amount: float) -> float:
        """The vault takes over at the bankruptcy price, if it has the margin. Source: Hyperliquid's vault, which gets what margin is left."""
        mark = self.state.mark(self.state.index())
        at = self.closing.unsafe(row, market, mark)
        price = self.closing.bankruptcy_price(at)
        if not self._vault_can(market, float(np.sign(at.size[0])) * amount, float(price[0])):
            return 0.0
        closing = Closing(row, np.array([VAULT]), market, np.array([amount]), price, np.zeros(1))
        self.closing.settle(closing, at, mark)
        return amount
