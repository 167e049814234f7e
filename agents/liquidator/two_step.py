"""Two steps: leave the position just unhealthy first, so that the close factor applies to it twice."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.agents.liquidator.base import LiquidatorStrategy, LotSize
from firesale.agents.liquidator.first_step import with_first_steps
from firesale.agents.liquidator.orders import bundle, liquidation, lots, sale
from firesale.agents.liquidator.sharing import share_out
from firesale.agents.liquidator.situation import Outlet
from firesale.agents.liquidator.sizing import Offers, best_offers, by_pair
from firesale.market.actions import Action
from firesale.market.arrays import FloatArray
from firesale.market.checks import ExchangeName, Fraction
from firesale.market.streams import Draws
from firesale.market.venues.credit_quote import CreditQuote
from firesale.market.view import View


@dataclass(frozen=True, kw_only=True)
class TwoStep(LiquidatorStrategy):
    """Wants more of a position than one call of a fixed spread with a close factor CF lets it have.

    Repays r1 = (D - LT C) / (1 - LT (1 + b)) first, less a hair, so that health stays just below 1; then what the
    mechanism allows of the rest, CF (D - r1): in one bundle, profit b (r1 + CF (D - r1)) instead of b CF D. Where one
    call allows everything, or two earn less, it makes one. Source: the optimal fixed-spread liquidation of Qin, Zhou,
    Gamito, Jovanovic and Gervais, An Empirical Study of DeFi Liquidations (IMC 2021).
    """

    exchange: ExchangeName | None = None  # where the collateral is sold for the debt; without one it is kept
    safety: Fraction = 1e-6  # part by which the first repayment stays below the one that cures the position
    positions_per_bundle: LotSize = 10

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        at = self.situation(view, self.exchange)
        if at is None:
            return []
        cash = at.own_cash(view)
        offers, first = with_first_steps(at, best_offers(at, at.pairs(cash)), self.safety)
        first_of_row = np.zeros(len(at.credit.unsafe.account))
        first_of_row[offers.row] = first
        who, taken = share_out(view, draws, at, offers, cash)
        actions: list[Action] = []
        for pair, those in by_pair(taken):
            outlet = at.outlet if at.outlet is not None and at.outlet.pair == pair else None
            for place, lot in lots(who[those], self.positions_per_bundle):
                account, chosen = int(view.accounts[place]), taken.at(those[lot])
                legs = _legs(at.credit, outlet, account, chosen, first_of_row[chosen.row])
                actions.append(bundle(account, legs, float(at.fee[place])))
        return actions


def _legs(
    credit: CreditQuote, outlet: Outlet | None, account: int, offers: Offers, first: FloatArray
) -> tuple[Action, ...]:
    """First steps, second steps (or only ones), sale."""
    accounts = np.full(len(offers.row), account)
    twice = np.flatnonzero(offers.whole & (first > 0.0))
    legs: list[Action] = []
    if len(twice):
        legs.append(liquidation(credit, accounts[twice], offers.at(twice), first[twice]))
    legs.append(liquidation(credit, accounts, offers, offers.asked))
    if outlet is not None:
        legs.append(sale(account, outlet))
    return tuple(legs)
