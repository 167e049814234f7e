"""Limited capital: buys with its own money, sells slowly, and runs out of cash in a crash."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.agents.liquidator.base import LiquidatorStrategy
from firesale.agents.liquidator.orders import MOTIVE, plain
from firesale.agents.liquidator.sharing import share_out
from firesale.agents.liquidator.sizing import best_offers
from firesale.market.actions import Action, Swap
from firesale.market.arrays import FloatArray
from firesale.market.checks import ExchangeName, NotNegative, PerAccount, Range
from firesale.market.streams import Draws
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
        at = self.situation(view, self.exchange)
        busy = view.size > 0 and (HOLDING not in view.memory or view.memory[HOLDING][0] > 0.0)
        if at is None and not busy:
            return []
        sold_now = SOLD_AT in view.memory and view.memory[SOLD_AT][0] == view.step
        actions = self._sell(view) if busy and not sold_now else []
        if at is not None and at.outlet is not None:
            shares = share_out(view, draws, at, best_offers(at, [at.outlet.pair]), at.own_cash(view))
            actions += plain(view, at, *shares)
        self._note(view, HOLDING, float(len(actions) > 0 or (busy and sold_now)))
        return actions

    def _sell(self, view: View) -> list[Action]:
        """Everything that an account holds of the collateral is for sale."""
        curve = view.public.curve(self.exchange)
        held = view.balance(curve.base)
        sellers = np.flatnonzero(held > 0.0)
        if len(sellers) == 0:
            return []
        held = held[sellers]
        part = held * np.broadcast_to(self.sale_fraction, (view.size,))[sellers]
        price = curve.price * view.public.price(curve.quote)
        small = part * price < self.least_sale
        self._note(view, SOLD_AT, float(view.step))
        order = Swap(
            account=view.accounts[sellers],
            venue=self.exchange,
            asset_in=curve.base,
            asset_out=curve.quote,
            amount_in=np.where(small, np.minimum(held, self.least_sale / price), part),
            motive=MOTIVE,
        )
        return [order]

    def _note(self, view: View, name: str, value: float) -> None:
        """Remember one number for the whole cohort: one value per account, stored once."""
        view.memory[name] = np.broadcast_to(np.float64(value), (view.size,))
