"""Closing unsafe positions: on what terms, what the insurance fund gets or pays, and takers who come for the discount."""

from dataclasses import dataclass

import numpy as np

from firesale.market.actions import TakeOver
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.closing.base import UnsafePosition
from firesale.market.events import FundDrawn, PositionLiquidated, Refusal
from firesale.market.orders import Outcome, Refused
from firesale.market.perpetuals.accounts import equity
from firesale.market.perpetuals.bankruptcy import bankruptcy_quote, insurance_change
from firesale.market.venues.base import Site
from firesale.market.venues.perpetuals.margin_desk import repeated
from firesale.market.venues.perpetuals.state import PerpetualState


@dataclass(frozen=True, slots=True)
class Closing:
    """n positions of different owners in one market, closed against n takers. All (n,)."""

    rows: IntArray  # of the owners
    takers: IntArray  # rows of those who take over
    market: int
    closed: FloatArray  # units, without sign
    price: FloatArray  # margin units per unit
    to_fund: FloatArray  # margin units that the owner pays the insurance fund; negative: that it pays


class ClosingDesk:
    """Knows what an unsafe position looks like to the closing rule, and settles what was agreed."""

    def __init__(self, venue: str, site: Site, state: PerpetualState) -> None:
        self.venue, self.site, self.state = venue, site, state
        self.book, self.terms = state.book, state.terms

    def unsafe(self, rows: IntArray, market: int, mark: FloatArray) -> UnsafePosition:
        """Positions of some rows in one market as the closing rule sees them."""
        return UnsafePosition(
            size=self.book.size[rows, market],
            mark=np.full(len(rows), float(mark[market])),
            requirement=self.state.requirements(rows, mark)[:, market],
            value=self.state.value(rows, mark),
            total_requirement=self.state.requirement(rows, mark),
        )

    def bankruptcy_price(self, at: UnsafePosition) -> FloatArray:
        """What closing must bring per unit to use up the position's share of the account and no more, not below 0, (n,)."""
        quote = bankruptcy_quote(-at.size * at.mark, at.value, at.share, np.ones(len(at.size)))
        return np.maximum(0.0, quote / at.size)

    def change_of_fund(self, at: UnsafePosition, closed: FloatArray, price: FloatArray) -> FloatArray:
        """What the fund gets of closings at these prices (n,), negative if it must pay."""
        sold = np.sign(at.size) * closed
        share = at.share * closed / np.abs(at.size)
        bankruptcy = bankruptcy_quote(-sold * at.mark, at.value, share, np.ones(len(sold)))
        return insurance_change(sold * price, bankruptcy, self.terms.closing.largest_fee(closed * price))

    def take_over(self, order: TakeOver) -> Outcome:
        """All of the orders or none; owners of longs and of shorts go separately, the router sees to that."""
        if order.asset not in self.terms.markets:
            return Refusal.UNKNOWN_ASSET
        market = self.terms.markets.index(order.asset)
        takers = self.book.row_of[self.book.keys(np.asarray(order.account), market)]
        rows = self.book.row_of[self.book.keys(np.asarray(order.owner), market)]
        missing = (takers < 0) | (rows < 0) | (takers == rows)
        mark = self.state.mark(self.state.index())
        missing |= (rows >= 0) & (np.abs(self.book.size[rows, market]) * mark[market] <= self.state.dust())
        if missing.any():
            return Refused(Refusal.NO_POSITION, missing)
        small = np.asarray(order.size) * mark[market] <= self.state.dust()
        if small.any():
            return Refused(Refusal.DUST, small)
        if len(rows) > 1 and not self._may_go_together(rows, takers, market):
            return Refusal.NO_POSITION
        safe = ~(self.state.healths(rows, mark) < 1.0)
        if safe.any():
            return Refused(Refusal.NOT_LIQUIDATABLE, safe)
        at = self.unsafe(rows, market, mark)
        closed = np.minimum(np.asarray(order.size), self.terms.closing.largest(at))
        price = self.terms.closing.price(at)
        closing = Closing(rows, takers, market, closed, price, self.change_of_fund(at, closed, price))
        if np.any(float(self.book.fund[0]) + np.cumsum(closing.to_fund) < 0.0):
            return Refusal.NO_CASH
        if not self._covered(closing, at, mark):
            return Refusal.UNSAFE
        self.settle(closing, at, mark)
        return None

    def settle(self, closing: Closing, at: UnsafePosition, mark: FloatArray) -> None:
        """Sizes and balances of owners, takers and the fund; takers may stand twice."""
        book, rows, market = self.book, closing.rows, closing.market
        before = self.state.healths(rows, mark)
        bought = np.sign(at.size) * closing.closed
        book.move(rows, market, -bought, closing.price)
        book.pay(rows, -closing.to_fund)
        takers, place = np.unique(closing.takers, return_inverse=True)
        size: FloatArray = np.bincount(place, weights=bought).astype(np.float64)
        cost = np.bincount(place, weights=bought * closing.price)
        book.move(takers, market, size, cost / size)
        for owner, amount in zip(book.owners(rows).tolist(), closing.to_fund.tolist(), strict=True):
            self.pay_fund(owner, market, amount)
        self.site.log.add(
            PositionLiquidated(
                self.venue,
                book.owners(closing.takers),
                book.owners(rows),
                self.terms.markets[market],
                -bought,
                closing.price,
                at.mark,
                self.bankruptcy_price(at),
                closing.to_fund,
                before,
                self.state.healths(rows, mark),
            )
        )

    def pay_fund(self, owner: int, market: int, amount: float) -> None:
        """The insurance fund gets `amount`, or pays it if it is negative."""
        self.book.pay_fund(amount)
        if amount < 0.0:
            left = float(self.book.fund[0])
            self.site.log.add(FundDrawn(self.venue, owner, self.terms.markets[market], -amount, left))

    def _may_go_together(self, rows: IntArray, takers: IntArray, market: int) -> bool:
        side = np.sign(self.book.size[rows, market])
        meet = bool(np.isin(takers, rows).any())
        return not repeated(rows) and not meet and bool(np.all(side == side[0]))

    def _covered(self, closing: Closing, at: UnsafePosition, mark: FloatArray) -> bool:
        """True if every taker has its initial requirement afterwards."""
        bought = np.sign(at.size) * closing.closed
        takers, place = np.unique(closing.takers, return_inverse=True)
        size = self.book.size[takers]
        size[:, closing.market] += np.bincount(place, weights=bought)
        balance = self.book.balance[takers] - np.bincount(place, weights=bought * closing.price)
        needed = self.state.initial(size, mark, self.state.open_value(self.state.index()))
        return bool(np.all(equity(balance, size, mark) >= needed))
