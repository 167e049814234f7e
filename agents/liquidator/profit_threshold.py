"""Profit threshold: only while the next unit still earns enough after the fall that its own sale causes."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.agents.liquidator.base import LiquidatorStrategy, LotSize
from firesale.agents.liquidator.impact import cut_to_profit
from firesale.agents.liquidator.orders import bundle, lots, outlet_of, seize_and_sell, worth_of_collateral
from firesale.agents.liquidator.sharing import own_cash, share_out
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
    positions_per_bundle: LotSize = 10

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        if view.size == 0:
            return []
        credit = view.public.credit(self.pool)
        outlet = outlet_of(view, credit, self.exchange) if len(credit.unsafe.account) else None
        if outlet is None:
            return []
        fee, hurdle = self.fees(view.size), np.broadcast_to(self.threshold, (view.size,))
        worth = worth_of_collateral(credit, outlet)
        offers = best_offers(credit, worth, [outlet.pair])
        shares = share_out(view, draws, credit, worth, offers, own_cash(view, credit), fee)
        who, taken = cut_to_profit(credit, outlet, worth, shares, hurdle, fee)
        actions: list[Action] = []
        for place, lot in lots(who, self.positions_per_bundle):
            account, offers = int(view.accounts[place]), taken.at(lot)
            legs = seize_and_sell(credit, outlet, account, offers, least=float(offers.repaid.sum()))
            actions.append(bundle(account, legs, float(fee[place])))
        return actions
