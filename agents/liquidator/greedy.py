"""Greedy: everything that pays at today's prices, at once."""

from dataclasses import dataclass

from typing_extensions import override

from firesale.agents.liquidator.base import LiquidatorStrategy, LotSize
from firesale.agents.liquidator.orders import bundle, lots, plain, seize_and_sell
from firesale.agents.liquidator.sharing import share_out
from firesale.agents.liquidator.sizing import best_offers
from firesale.market.actions import Action
from firesale.market.checks import ExchangeName
from firesale.market.streams import Draws
from firesale.market.view import View


@dataclass(frozen=True, kw_only=True)
class Greedy(LiquidatorStrategy):
    """Wants every bonus there is, and is blind to what its own sales do to the price.

    Takes unsafe positions in the order of profit = received * worth - repaid * debt price, each through the pair of
    assets with the largest profit and as much of it as the mechanism allows, while its cash lasts. Worth is the
    exchange's price after its fee, else the oracle's. Liquidation and sale stand in one bundle, as bots on chain do
    it: no price moves between the two, and a lost race sells nothing. What the exchange does not trade against the
    debt repaid is kept. Source: the fixed-spread liquidators in Qin et al., An Empirical Study of DeFi Liquidations
    (IMC 2021).
    """

    exchange: ExchangeName | None = None  # where the collateral is sold for the debt; without one it is kept
    positions_per_bundle: LotSize = 100

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        at = self.situation(view, self.exchange)
        if at is None:
            return []
        cash = at.own_cash(view)
        who, taken = share_out(view, draws, at, best_offers(at, at.pairs(cash)), cash)
        if at.outlet is None:
            return plain(view, at, who, taken)
        sold = (taken.collateral == at.outlet.pair[0]) & (taken.debt == at.outlet.pair[1])
        actions = plain(view, at, who[~sold], taken.at(~sold))
        who, taken = who[sold], taken.at(sold)
        for place, lot in lots(who, self.positions_per_bundle):
            account = int(view.accounts[place])
            legs = seize_and_sell(at.credit, at.outlet, account, taken.at(lot))
            actions.append(bundle(account, legs, float(at.fee[place])))
        return actions
