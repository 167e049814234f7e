"""Profit threshold: only while the next unit still earns enough after the fall that its own sale causes."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.agents.liquidator.base import LiquidatorStrategy, LotSize
from firesale.agents.liquidator.impact import cut_to_profit
from firesale.agents.liquidator.orders import bundle, lots, seize_and_sell
from firesale.agents.liquidator.sharing import share_out
from firesale.agents.liquidator.sizing import best_offers
from firesale.market.actions import Action
from firesale.market.arrays import FloatArray
from firesale.market.checks import NOT_NEGATIVE, ExchangeName, PerAccount
from firesale.market.streams import Draws
from firesale.market.view import View


@dataclass(frozen=True, kw_only=True)
class ProfitThreshold(LiquidatorStrategy):
    """Wants a return on the money it puts in, and counts its own price impact.

    Takes offers while the price after selling all it has seized in this step exceeds (1 + threshold) * repaid /
    received, and leaves those that do not earn the priority fee: the largest of proceeds - (1 + threshold) * repaid -
    fees. Each account counts its own sales only, so a cohort would sell more than one account: a bundle that would
    lose money by then is refused. Source: the condition of Perez, Werner, Xu and Livshits, Liquidations: DeFi on a
    Knife-edge (FC 2021), with the price impact of the exchange in it.
    """

    exchange: ExchangeName  # where the collateral is sold for the debt
    threshold: Annotated[FloatArray | float, PerAccount(), NOT_NEGATIVE] = 0.01
    # profit per value repaid; for gas and lost races, a fifth of the usual bonus of 5 %
    positions_per_bundle: LotSize = 100

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        at = self.situation(view, self.exchange)
        if at is None or at.outlet is None:
            return []
        shares = share_out(view, draws, at, best_offers(at, [at.outlet.pair]), at.own_cash(view))
        who, taken = cut_to_profit(at, at.outlet, shares, np.broadcast_to(self.threshold, (view.size,)))
        actions: list[Action] = []
        for place, lot in lots(who, self.positions_per_bundle):
            account, offers = int(view.accounts[place]), taken.at(lot)
            legs = seize_and_sell(at.credit, at.outlet, account, offers, least=float(offers.repaid.sum()))
            actions.append(bundle(account, legs, float(at.fee[place])))
        return actions
