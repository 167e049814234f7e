"""Target leverage with perpetuals: a position that grows with its margin and shrinks with it."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.agents.leveraged_trader.perpetual_base import PerpetualStrategy, stakes
from firesale.market.actions import Action, ChangePosition, Motive, Side
from firesale.market.arrays import BoolArray, FloatArray
from firesale.market.checks import NotNegative, PerAccount, Range
from firesale.market.perpetuals.accounts import leverage
from firesale.market.streams import Draws
from firesale.market.view import View


@dataclass(frozen=True)
class PerpetualTargetLeverage(PerpetualStrategy):
    """Wants a constant leverage L = |size| mark / account value, long or short as it began.

    L > target (1 + tolerance): makes the position smaller, back to the target. L < target (1 - tolerance): makes it larger. An account in debt
    cannot act. Source: Adrian and Shin, Liquidity and leverage (Journal of Financial Intermediation 2010).
    """

    target: Annotated[FloatArray | float, PerAccount(), Range(0.0, 1000.0, low_excluded=True)] = (
        3.0  # position per margin
    )
    tolerance: Annotated[FloatArray | float, PerAccount(), Range(0.0, 1.0)] = 0.1  # of the target: trading costs money
    slippage: Annotated[float, Range(0.0, 1.0, high_excluded=True)] = 0.05  # part of the shown price given up at most
    priority_fee: NotNegative = 0.0  # numeraire per order

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        if view.size == 0:
            return []
        quote = view.public.perpetual(self.venue)
        own = stakes(view, quote, self.market)
        now = leverage(np.abs(own.size) * own.mark, own.value)
        able = (own.size != 0.0) & (own.value > 0.0)
        wanted = np.sign(own.size) * self.target * own.value / own.mark
        change = wanted - own.size
        off = np.abs(now - self.target) > np.multiply(self.target, self.tolerance)
        price = float(quote.price[quote.markets.index(self.market)])
        found = [
            self._order(
                view, able & off & (sign * change > 0.0), np.abs(change), side, price * (1.0 + sign * self.slippage)
            )
            for side, sign in ((Side.BUY, 1.0), (Side.SELL, -1.0))
        ]
        return [order for order in found if order is not None]

    def _order(self, view: View, who: BoolArray, size: FloatArray, side: Side, limit: float) -> Action | None:
        if not who.any():
            return None
        return ChangePosition(
            account=view.accounts[who],
            venue=self.venue,
            asset=self.market,
            side=side,
            size=size[who],
            limit_price=limit,
            motive=Motive.LEVERAGE,
            priority_fee=self.priority_fee,
        )
