"""A greedy liquidator as an object: the rules of agents/liquidator/greedy.py, trader by trader."""

from typing import TYPE_CHECKING, NamedTuple

import mesa

if TYPE_CHECKING:
    from benchmarks.twin.model import TwinModel
    from benchmarks.twin.order_book import OrderBook
    from benchmarks.twin.pool import Pool
    from benchmarks.twin.trader import Trader

EVERYTHING = 2.0  # part of the debt to ask for when all that is allowed is wanted


class Offer(NamedTuple):
    """A liquidation that pays."""

    trader: "Trader"
    asset: str
    asked: float  # units of debt
    repaid: float  # units of debt
    profit: float  # USDC


class Liquidator(mesa.Agent):
    """Takes everything that pays in one pool; sells what one book trades, keeps the rest."""

    def __init__(
        self, model: "TwinModel", account: int, pool: "Pool", book: "OrderBook", lot: int, cash: float
    ) -> None:
        super().__init__(model)
        self.account = account
        self.pool = pool
        self.book = book
        self.lot = lot  # liquidations whose collateral is sold at once
        self.cash = cash  # USDC
        self.holdings = dict.fromkeys(pool.terms.collateral, 0.0)  # units
        self.plan: list[Offer] = []
        self.model: TwinModel

    def decide(self) -> None:
        """Look at what is unsafe and plan: nothing moves before everybody has decided."""
        worth = {asset: self.pool.oracle.price[asset] for asset in self.pool.terms.collateral}
        worth[self.book.base] = self.book.best_bid * self.pool.debt_price
        found = [self._best(trader, worth) for trader in self.pool.unsafe]
        offers = sorted((offer for offer in found if offer is not None), key=lambda offer: -offer.profit)
        self.plan = self._affordable(offers)

    def act(self) -> None:
        """Carry out the plan: first what is kept, then what is sold, lot by lot."""
        for offer in self.plan:
            if offer.asset != self.book.base:
                self.holdings[offer.asset] += self._seize(offer)
        sold = [offer for offer in self.plan if offer.asset == self.book.base]
        for start in range(0, len(sold), self.lot):
            units = sum(self._seize(offer) for offer in sold[start : start + self.lot])
            self.cash += self.book.sell(units)

    def _best(self, trader: "Trader", worth: dict[str, float]) -> Offer | None:
        """The collateral with the largest profit, and as much of it as is allowed."""
        best, most = None, 0.0
        health = trader.health()
        for asset, units in trader.collateral.items():
            if units <= 0.0:
                continue
            asked = EVERYTHING * trader.debt
            terms = self.pool.terms_for(trader, asset, asked, health)
            if terms.leaves_dust:
                asked = self.pool.largest_without_dust(trader, asset)
                terms = self.pool.terms_for(trader, asset, asked, health)
            profit = (terms.seized - terms.protocol_fee) * worth[asset] - terms.repaid * self.pool.debt_price
            if profit > most:
                best, most = Offer(trader, asset, asked, terms.repaid, profit), profit
        return best

    def _affordable(self, offers: list[Offer]) -> list[Offer]:
        """What the cash pays for."""
        left, plan = self.cash, []
        for offer in offers:
            if offer.repaid > left:
                break
            left -= offer.repaid
            plan.append(offer)
        return plan

    def _seize(self, offer: Offer) -> float:
        """Carry out one liquidation; returns the units received."""
        terms = self.pool.liquidate(offer.trader, offer.asset, offer.asked)
        if terms is None:
            return 0.0
        self.cash -= terms.repaid
        self.model.record(self.pool, offer.trader, offer.asset, terms)
        return terms.seized - terms.protocol_fee
