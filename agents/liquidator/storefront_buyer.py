"""Storefront buyer: has positions absorbed, and buys what the protocol sells below the exchange's price."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from typing_extensions import override

from firesale.agents.liquidator.base import LiquidatorStrategy
from firesale.agents.liquidator.orders import MOTIVE, bundle, sale
from firesale.agents.liquidator.situation import Outlet, outlet_of
from firesale.market.actions import Action, BuyCollateral, TriggerLiquidation
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.checks import ExchangeName, NotNegative
from firesale.market.liquidation.absorb import Absorb
from firesale.market.liquidation.base import LiquidationMechanism
from firesale.market.streams import Draws
from firesale.market.venues.credit_quote import CreditQuote
from firesale.market.view import View

ROUNDING = 1.0 - 1e-9
"""Part of what is on sale that is asked for, so that rounding never asks for more."""


@dataclass(frozen=True, kw_only=True)
class StorefrontBuyer(LiquidatorStrategy):
    """Wants the storefront's discount, with its own money.

    Nobody is paid for having a position absorbed: it does so because only then there is something to buy. Buys what the exchange takes at more than
    (1 + margin) times the storefront's price, after its fee and impact, and sells it in the same bundle; the accounts of the cohort take turns.
    Source: Compound v3, Comet.sol, `absorb` and `buyCollateral`.
    """

    mechanism: ClassVar[type[LiquidationMechanism]] = Absorb

    exchange: ExchangeName  # where the collateral is sold for the debt
    margin: NotNegative = 0.0  # least profit per unit of money paid, as a fraction

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        credit = view.public.credit(self.pool)
        if view.size == 0 or not isinstance(credit.liquidation, Absorb):
            return []
        fee = np.broadcast_to(np.asarray(self.priority_fee, dtype=np.float64), (view.size,))
        turn = np.argsort(draws.uniform(), kind="stable")
        outlet = outlet_of(view, credit, self.exchange)
        buys = [] if outlet is None else self._buys(view, credit, outlet, turn, fee)
        return [*self._seizures(view, credit, turn, fee), *buys]

    def _seizures(self, view: View, credit: CreditQuote, turn: IntArray, fee: FloatArray) -> list[Action]:
        borrowers = credit.unsafe.account
        if len(borrowers) == 0:
            return []
        who = np.resize(turn, len(borrowers))
        accounts = view.accounts[who]
        order = TriggerLiquidation(
            account=accounts, venue=credit.name, borrower=borrowers, priority_fee=fee[who], motive=MOTIVE
        )
        return [order]

    def _buys(self, view: View, credit: CreditQuote, outlet: Outlet, turn: IntArray, fee: FloatArray) -> list[Action]:
        """One after the other, each finds sold what those before it sold."""
        k, front, curve, actions = outlet.pair[0], credit.storefront, outlet.curve, list[Action]()
        if front is None or not front.open or front.held[k] <= 0.0 or front.price[k] <= 0.0:
            return []
        price, left, sold = float(front.price[k]), float(front.held[k]) * ROUNDING, 0.0
        reach = curve.sale_to_reach(price * (1.0 + self.margin) / (1.0 - curve.fee))
        in_money = credit.debts[0] == view.public.numeraire
        cash = np.maximum(0.0, view.balance(credit.debts[0]) - (fee if in_money else 0.0)) * ROUNDING
        for place in turn.tolist():
            units = min(left, float(cash[place]) / price, reach - sold)
            if not units > 0.0:
                continue
            paid = units * price
            proceeds = curve.proceeds(sold + units) - (curve.proceeds(sold) if sold > 0.0 else 0.0)
            if (proceeds - paid) * float(credit.debt_price[0]) <= float(fee[place]) or paid < self.least_value:
                continue
            account = int(view.accounts[place])
            buy = BuyCollateral(
                account=account, venue=credit.name, asset=credit.collaterals[k], amount=paid, motive=MOTIVE
            )
            actions.append(bundle(account, (buy, sale(account, outlet, paid)), float(fee[place])))
            sold, left = sold + units, left - units
        return actions
