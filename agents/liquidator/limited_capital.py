"""Limited capital: buys with its own money, sells slowly, and runs out of cash in a crash."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.agents.liquidator.base import LiquidatorStrategy
from firesale.agents.liquidator.orders import MOTIVE, Outlet, outlet_of, plain, worth_of_collateral
from firesale.agents.liquidator.sharing import own_cash, share_out
from firesale.agents.liquidator.sizing import best_offers
from firesale.market.actions import Action, Swap
from firesale.market.arrays import FloatArray
from firesale.market.checks import ExchangeName, NotNegative, PerAccount, Range
from firesale.market.streams import Draws
from firesale.market.venues.credit_quote import CreditQuote
from firesale.market.view import View

HOLDING, SOLD_AT = "holding collateral", "step of the last sale"


@dataclass(frozen=True, kw_only=True)
class LimitedCapital(LiquidatorStrategy):
    """Wants the bonus without moving the price against itself, and has only its own capital to do it with.

    Buys like `Greedy`, keeps what it seized, and sells sale_fraction of what it holds each step: inventory falls as (1
    - sale_fraction)^t, the schedule that is optimal for an infinite horizon with linear impact and constant risk.
    While it holds inventory its cash is bound. Source: Almgren and Chriss, Optimal execution of portfolio transactions
    (Journal of Risk 2001).
    """

    exchange: ExchangeName  # where the collateral is sold for the debt
    sale_fraction: Annotated[FloatArray | float, PerAccount(), Range(0.0, 1.0, low_excluded=True)] = 0.1
    # of what it holds, per step; half of it is gone after seven steps
    least_sale: NotNegative = 100.0  # numeraire; what is worth less is sold at once, so that no tail is left

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        if view.size == 0:
            return []
        credit = view.public.credit(self.pool)
        holding = bool(view.memory[HOLDING][0]) if HOLDING in view.memory else True
        unsafe = len(credit.unsafe.account) > 0
        outlet = outlet_of(view, credit, self.exchange) if holding or unsafe else None
        if outlet is None:
            return []
        may_sell = holding and not (SOLD_AT in view.memory and view.memory[SOLD_AT][0] == view.step)
        actions = self._sell(view, credit, outlet) if may_sell else []
        if unsafe:
            actions += self._buy(view, draws, credit, outlet)
        busy = len(actions) > 0 or (holding and not may_sell)
        view.memory[HOLDING] = np.broadcast_to(np.float64(busy), (view.size,))
        return actions

    def _buy(self, view: View, draws: Draws, credit: CreditQuote, outlet: Outlet) -> list[Action]:
        fee, worth = self.fees(view.size), worth_of_collateral(credit, outlet)
        offers = best_offers(credit, worth, [outlet.pair])
        who, taken = share_out(view, draws, credit, worth, offers, own_cash(view, credit), fee)
        return plain(view, credit, who, taken, fee)

    def _sell(self, view: View, credit: CreditQuote, outlet: Outlet) -> list[Action]:
        """Everything that an account holds of the collateral is for sale."""
        held = view.balance(outlet.curve.base)
        sellers = np.flatnonzero(held > 0.0)
        if len(sellers) == 0:
            return []
        held = held[sellers]
        part = held * np.broadcast_to(self.sale_fraction, (view.size,))[sellers]
        price = outlet.price * float(credit.debt_price[outlet.pair[1]])
        amount = np.where(part * price < self.least_sale, np.minimum(held, self.least_sale / price), part)
        order = Swap(
            account=view.accounts[sellers],
            venue=self.exchange,
            asset_in=outlet.curve.base,
            asset_out=outlet.curve.quote,
            amount_in=amount,
            motive=MOTIVE,
        )
        view.memory[SOLD_AT] = np.broadcast_to(np.float64(view.step), (view.size,))
        return [order]
