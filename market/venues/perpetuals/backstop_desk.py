"""What becomes of unsafe accounts that nobody took over: each backstop of the waterfall in turn closes what it can."""

import numpy as np

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.backstops.base import Bearer, Resources
from firesale.market.closing.base import UnsafePosition
from firesale.market.events import FundDrawn
from firesale.market.streams import Draws
from firesale.market.venues.base import Site
from firesale.market.venues.perpetuals.book import VAULT
from firesale.market.venues.perpetuals.closing_desk import ClosingDesk
from firesale.market.venues.perpetuals.deleveraging_desk import DeleveragingDesk
from firesale.market.venues.perpetuals.sale_desk import SaleDesk
from firesale.market.venues.perpetuals.state import PerpetualState


class BackstopDesk:
    """One account after the other, the worst first: each closing moves the price and empties the fund for those behind it."""

    def __init__(self, venue: str, site: Site, state: PerpetualState, closing: ClosingDesk, draws: Draws) -> None:
        self.venue, self.site, self.state, self.closing = venue, site, state, closing
        self.book, self.terms = state.book, state.terms
        self.sales = SaleDesk(state, closing)
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
            left = min(left, abs(float(self.book.size[row[0], market])))  # rounding may have closed a little more
            if left <= 0.0:
                return
            at = self.closing.unsafe(row, market, self._mark())
            taken = backstop.absorb(left, self._resources(backstop.bearer, row, at, market, left)).amount
            if taken <= 0.0:
                continue
            match backstop.bearer:
                case Bearer.INSURANCE_FUND:
                    self.sales.sell(row, market, at, taken)
                    left -= taken
                case Bearer.VAULT:
                    left -= self.sales.give(row, market, taken)
                case _:
                    self.deleveraging.close(row, market, taken)
                    left -= abs(float(at.size[0])) - abs(float(self.book.size[row[0], market]))

    def _resources(self, bearer: Bearer, row: IntArray, at: UnsafePosition, market: int, left: float) -> Resources:
        """What one bearer could close of a position now, units."""
        if bearer is Bearer.INSURANCE_FUND:
            return Resources(0.0, 0.0, insured=self.sales.sellable(market, at, left))
        if bearer is Bearer.VAULT:
            return Resources(0.0, 0.0, vault_takes=left)
        if at.value[0] >= 0.0 and not self.terms.deleverages_solvent:
            return Resources(0.0, 0.0)
        opposite = -np.sign(at.size[0]) * self.book.size[: self.book.rows, market]
        return Resources(0.0, 0.0, other_side=float(np.maximum(0.0, opposite).sum()))

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
