"""Auction keeper: waits until a Dutch auction is cheaper than the exchange, and resells in the same moment."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from typing_extensions import override

from firesale.agents.liquidator.auctions import AuctionStrategy, Scene
from firesale.agents.liquidator.orders import MOTIVE, bundle, sale
from firesale.agents.liquidator.situation import Outlet
from firesale.market.actions import Action, TakeLot
from firesale.market.auctions.taking import taking
from firesale.market.checks import NotNegative
from firesale.market.liquidation.base import LiquidationMechanism
from firesale.market.liquidation.dutch_auction import DutchAuction
from firesale.market.streams import Draws
from firesale.market.view import View

JUST_ABOVE = 1.0 + 1e-9
"""A price that is accepted: the one that was seen, but for rounding."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """A part of a lot, and what it costs and brings."""

    units: float
    paid: float
    proceeds: float


@dataclass(frozen=True, kw_only=True)
class AuctionKeeper(AuctionStrategy):
    """Wants the difference between a falling price and the exchange, with its own money.

    Takes of each lot what the exchange buys at more than (1 + margin) times the price of the auction, after its fee and the impact of all that the
    cohort sells in this round, as far as an account's cash goes; takes and sells in one bundle, so that cash is back before the next. Source: the
    keepers of Maker's Liquidations 2.0 (dss, clip.sol, `take` with a callee).
    """

    mechanism: ClassVar[type[LiquidationMechanism]] = DutchAuction

    margin: NotNegative = 0.01  # least profit per unit of money paid, as a fraction

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        at = self.scene(view, draws)
        if at is None or not isinstance(at.mechanism, DutchAuction):
            return []
        return [*self.openings(view, at), *self._takes(view, at, at.mechanism)]

    def _takes(self, view: View, at: Scene, mechanism: DutchAuction) -> list[Action]:
        """The cheapest lot first: what one sells the next finds sold. A loop, since each changes what is left for those behind it."""
        if at.outlet is None:
            return []
        lots, actions, sold = at.credit.lots, list[Action](), 0.0
        cheapest_first = [i for i in np.argsort(lots.price, kind="stable") if not lots.over[i]]
        for item, i in enumerate(cheapest_first):
            place = at.serving(item)
            lot = (float(lots.units[i]), float(lots.tab[i]), float(lots.price[i]))
            best = self._purchase(at.outlet, mechanism, lot, float(at.cash[place]), sold)
            worth = 0.0 if best is None else (best.proceeds - best.paid) * float(at.credit.debt_price[0])
            if best is None or worth <= float(at.fee[place]) or best.paid < self.least_value:
                continue
            sold += best.units
            account, number = int(view.accounts[place]), int(lots.number[i])
            take = TakeLot(
                account=account,
                venue=at.credit.name,
                lot=number,
                amount=best.units,
                largest_price=lot[2] * JUST_ABOVE,
                motive=MOTIVE,
            )
            legs = (take, sale(account, at.outlet, best.paid))
            actions.append(bundle(account, legs, float(at.fee[place])))
        return actions

    def _purchase(
        self, outlet: Outlet, mechanism: DutchAuction, lot: tuple[float, float, float], cash: float, sold: float
    ) -> Purchase | None:
        """What to take of a lot (units, tab, price) with so much cash when `sold` units are sold before; None if nothing."""
        units, tab, price = lot
        curve = outlet.curve
        if price <= 0.0 or cash <= 0.0:
            return None
        worth_selling = curve.sale_to_reach(price * (1.0 + self.margin) / (1.0 - curve.fee)) - sold
        amount = min(units, cash / (price * JUST_ABOVE), worth_selling)
        if not amount > 0.0:
            return None
        terms = taking(
            np.array([units]), np.array([tab]), np.array([price]), np.array([amount]), mechanism.smallest_tab
        )
        got, paid = float(terms.got[0]), float(terms.paid[0])
        if terms.refused[0] or got <= 0.0:
            return None
        proceeds = curve.proceeds(sold + got) - (curve.proceeds(sold) if sold > 0.0 else 0.0)
        return Purchase(amount, paid, proceeds)
