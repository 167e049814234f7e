"""Self-liquidate: leave the bands before somebody else takes what lies there."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.agents.leveraged_trader.base import LeveragedStrategy
from firesale.agents.leveraged_trader.dealing import WORTH_AN_ORDER
from firesale.market.actions import Action, Liquidate, Motive
from firesale.market.arrays import FloatArray
from firesale.market.checks import NotNegative, PerAccount, Range
from firesale.market.streams import Draws
from firesale.market.view import View


@dataclass(frozen=True)
class SelfLiquidate(LeveragedStrategy):
    """Wants to keep what is left: when health < trigger, liquidates its own position, as far as its cash goes.

    In bands what they have sold repays first, so that less cash is needed the deeper soft liquidation has gone; what they
    have not sold comes back. A pool takes such an order on the terms of its mechanism, once health is below 1.
    Source: crvUSD, `Controller.liquidate` by the owner ("self-liquidation").
    """

    trigger: Annotated[FloatArray | float, PerAccount(), Range(1.0)] = 1.02  # health
    priority_fee: NotNegative = 0.0  # numeraire per order

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        if view.size == 0:
            return []
        own = view.position(self.pool)
        fee = self.priority_fee if self.debt == view.public.numeraire else 0.0
        cash = np.minimum(view.balance(self.debt) - fee, own.debt[:, 0])
        who = (own.debt[:, 0] > 0.0) & (own.health < self.trigger) & (cash > WORTH_AN_ORDER * own.debt[:, 0])
        if not who.any():
            return []
        accounts = view.accounts[who]
        order = Liquidate(
            account=accounts,
            venue=self.pool,
            borrower=accounts,
            collateral=self.collateral,
            debt=self.debt,
            repayment=cash[who],
            priority_fee=self.priority_fee,
            motive=Motive.DELEVERAGE,
        )
        return [order]
