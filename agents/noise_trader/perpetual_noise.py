"""Noise in perpetuals: trades of random size and direction."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.agents.base import Strategy
from firesale.market.actions import Action, AddMargin, ChangePosition, Motive, Side
from firesale.market.arrays import BoolArray, FloatArray
from firesale.market.checks import FRACTION, AssetName, NotNegative, PerAccount, PerpetualsName, Range
from firesale.market.streams import Draws
from firesale.market.view import View


@dataclass(frozen=True)
class PerpetualNoise(Strategy):
    """Wants to trade for reasons outside the model: each step, with probability `activity`, a log-normal amount in a random direction.

    It pays in all of its margin asset when it has no margin; what its margin does not allow the venue refuses. Source: Black, Noise (Journal of
    Finance 1986).
    """

    venue: PerpetualsName
    market: AssetName
    activity: Annotated[FloatArray | float, PerAccount(), FRACTION] = 0.1  # trades per step
    mean_size: Annotated[FloatArray | float, PerAccount(), Range(0.0, unit="margin units")] = 1000.0
    dispersion: Annotated[FloatArray | float, PerAccount(), Range(0.0, 10.0)] = 1.0  # standard deviation of log size
    buys: Annotated[FloatArray | float, PerAccount(), FRACTION] = 0.5  # of the trades
    priority_fee: NotNegative = 0.0  # numeraire per order

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        if view.size == 0:
            return []
        quote = view.public.perpetual(self.venue)
        place = quote.markets.index(self.market)
        own = view.margin_account(self.venue)
        value, spare = own.value[:, place if quote.isolated else 0], view.balance(quote.margin_asset)
        fee = self.priority_fee if quote.margin_asset == view.public.numeraire else 0.0
        acting = draws.uniform() < self.activity
        buying = draws.uniform() < self.buys
        size = self._sizes(draws) / float(quote.price[place])
        trades = acting & (value > 0.0) & (size > 0.0)
        found = [self._pay_in(view, (value <= 0.0) & (spare > fee), spare - fee, self.market if quote.isolated else "")]
        found += [self._trade(view, trades & (buying == (side is Side.BUY)), size, side) for side in Side]
        return [order for order in found if order is not None]

    def _sizes(self, draws: Draws) -> FloatArray:
        """Margin units (n,)."""
        dispersion = np.asarray(self.dispersion, dtype=np.float64)
        return self.mean_size * np.exp(draws.normal(-0.5 * dispersion**2, dispersion))

    def _pay_in(self, view: View, who: BoolArray, amount: FloatArray, asset: str) -> Action | None:
        if not who.any():
            return None
        accounts, fee = view.accounts[who], self.priority_fee
        return AddMargin(
            account=accounts, venue=self.venue, asset=asset, amount=amount[who], motive=Motive.NOISE, priority_fee=fee
        )

    def _trade(self, view: View, who: BoolArray, size: FloatArray, side: Side) -> Action | None:
        if not who.any():
            return None
        return ChangePosition(
            account=view.accounts[who],
            venue=self.venue,
            asset=self.market,
            side=side,
            size=size[who],
            motive=Motive.NOISE,
            priority_fee=self.priority_fee,
        )
