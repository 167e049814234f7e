"""What a liquidator looks at before it weighs anything: a pool with unsafe positions, and where their collateral can
be sold.
"""

from dataclasses import dataclass

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.venues.credit_quote import CreditQuote
from firesale.market.venues.curve import Curve
from firesale.market.view import View

Pair = tuple[int, int]
"""Which of a pool's collaterals is taken for which of its debts."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """An exchange on which one of a pool's collaterals is sold for one of its debts."""

    exchange: str
    curve: Curve
    pair: Pair

    @property
    def price(self) -> float:
        """Quote units for the first base unit, the fee taken off."""
        return self.curve.marginal_sale(0.0)


@dataclass(frozen=True, slots=True)
class Situation:
    """A pool in distress as n liquidators see it."""

    credit: CreditQuote
    outlet: Outlet | None
    fee: FloatArray  # (n,), numeraire per liquidation
    least_value: float  # numeraire; a smaller repayment is not worth an order

    def pairs(self, cash: FloatArray) -> list[Pair]:
        """All pairs of a collateral and a debt that somebody has cash (n, d) of."""
        payable = np.flatnonzero(cash.any(axis=0)).tolist()
        return [(k, d) for k in range(len(self.credit.collaterals)) for d in payable]

    @property
    def worth(self) -> FloatArray:
        """What a unit of each collateral is worth (k,), numeraire: what the outlet pays for it after its fee, else
        what the oracle says.
        """
        if self.outlet is None:
            return self.credit.collateral_price
        worth = self.credit.collateral_price.copy()
        k, d = self.outlet.pair
        worth[k] = self.outlet.price * self.credit.debt_price[d]
        return worth

    def own_cash(self, view: View) -> FloatArray:
        """What each account can repay of each debt (n, d), units."""
        return np.column_stack([view.balance(asset) for asset in self.credit.debts])


def outlet_of(view: View, credit: CreditQuote, exchange: str | None) -> Outlet | None:
    """Where collateral can be sold for debt; None if the exchange does not trade a collateral of the pool against a
    debt of it.
    """
    if exchange is None:
        return None
    curve = view.public.curve(exchange)
    if curve.base not in credit.collaterals or curve.quote not in credit.debts:
        return None
    return Outlet(exchange, curve, (credit.collaterals.index(curve.base), credit.debts.index(curve.quote)))
