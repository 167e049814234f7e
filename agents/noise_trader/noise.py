"""Noise: trades of random size and direction."""

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.agents.base import Strategy
from firesale.market.actions import Action, Motive, Swap
from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.checks import FRACTION, ExchangeName, NotNegative, PerAccount, Range
from firesale.market.streams import Draws
from firesale.market.venues.curve import Curve
from firesale.market.view import View


@dataclass(frozen=True)
class Noise(Strategy):
    """Wants to trade for reasons outside the model: each step, with probability `activity`, a random amount in a random direction.

    It buys with probability `buys`. The size is log-normal, mean_size x exp(dispersion z - dispersion^2 / 2), at most what it holds. If the
    exchange's quote asset has no price in the numeraire, nobody knows how much that is, and nothing is traded. Source: Black, Noise (Journal of
    Finance 1986); Kyle (Econometrica 1985).
    """

    exchange: ExchangeName
    activity: Annotated[FloatArray | float, PerAccount(), FRACTION] = 0.1  # trades per step
    mean_size: Annotated[FloatArray | float, PerAccount(), Range(0.0, unit="numeraire")] = 1000.0
    dispersion: Annotated[FloatArray | float, PerAccount(), Range(0.0, 10.0)] = 1.0  # standard deviation of log size
    buys: Annotated[FloatArray | float, PerAccount(), FRACTION] = 0.5  # of the trades
    priority_fee: NotNegative = 0.0  # numeraire per order

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        active = np.flatnonzero(draws.uniform() < self.activity)
        curve = view.public.curve(self.exchange)
        quote_price = view.public.price(curve.quote)
        if len(active) == 0 or np.isnan(quote_price):
            return []
        quote_size, buying = self._wishes(active, draws, quote_price)
        bought, sold = active[buying], active[~buying]
        return [
            *self._orders(view, curve, curve.quote, bought, quote_size[buying]),
            *self._orders(view, curve, curve.base, sold, quote_size[~buying] / curve.price),
        ]

    def _wishes(self, active: IntArray, draws: Draws, quote_price: float) -> tuple[FloatArray, BoolArray]:
        """Size in quote units and whether to buy, for the active accounts only: their draws do not depend on who else is active."""
        own = replace(draws, entities=draws.entities[active])
        dispersion = _of(self.dispersion, active)
        buying: BoolArray = own.uniform() < _of(self.buys, active)
        size = _of(self.mean_size, active) * np.exp(own.normal(-0.5 * dispersion**2, dispersion))
        return size / quote_price, buying

    def _orders(self, view: View, curve: Curve, asset_in: str, active: IntArray, amount: FloatArray) -> list[Action]:
        fee = self.priority_fee if asset_in == view.public.numeraire else 0.0
        amount = np.minimum(amount, view.balance(asset_in)[active] - fee)
        who = amount > 0.0
        if not who.any():
            return []
        return [
            Swap(
                account=view.accounts[active[who]],
                venue=self.exchange,
                asset_in=asset_in,
                asset_out=curve.base if asset_in == curve.quote else curve.quote,
                amount_in=amount[who],
                motive=Motive.NOISE,
                priority_fee=self.priority_fee,
            )
        ]


def _of(parameter: FloatArray | float, active: IntArray) -> FloatArray:
    """The values of some accounts of a parameter that may be one number for all."""
    values = np.asarray(parameter, dtype=np.float64)
    return values[active] if values.ndim else np.broadcast_to(values, active.shape)
