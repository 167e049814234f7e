"""Flash-funded: liquidates with money that it does not have."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.agents.liquidator.base import LiquidatorStrategy, LotSize
from firesale.agents.liquidator.impact import cut_to_profit
from firesale.agents.liquidator.orders import flash_loan, lots, seize_and_sell
from firesale.agents.liquidator.sharing import share_out
from firesale.agents.liquidator.sizing import best_offers
from firesale.market.actions import Action
from firesale.market.arrays import FloatArray
from firesale.market.checks import NOT_NEGATIVE, ExchangeName, Fraction, PerAccount, PoolName
from firesale.market.streams import Draws
from firesale.market.venues.credit_quote import CreditQuote
from firesale.market.view import View


@dataclass(frozen=True, kw_only=True)
class FlashFunded(LiquidatorStrategy):
    """Wants a profit without capital: borrow, repay, seize, sell, pay back, or nothing at all has happened.

    Chooses as `ProfitThreshold` does, at the cost of capital phi of the lender: proceeds - (1 + threshold) * (1 + phi)
    * repaid - fees is largest. All of the cohort may borrow the lender's cash, one after the other. What is seized
    must be dumped at once, whatever that does to the price: this is the liquidator that turns a liquidation into a
    sale. Source: flash-loan liquidations in Qin et al. (IMC 2021).
    """

    exchange: ExchangeName  # where the collateral is sold for the debt
    lender: PoolName  # whose cash is borrowed
    threshold: Annotated[FloatArray | float, PerAccount(), NOT_NEGATIVE] = 0.0
    # profit per value repaid; no capital is bound, so anything above the fees will do
    cushion: Fraction = 0.001  # part borrowed beyond the plan, for interest since the picture was taken
    positions_per_bundle: LotSize = 10

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        at = self.situation(view, self.exchange)
        if at is None or at.outlet is None:
            return []
        lender = view.public.credit(self.lender)
        cash = np.broadcast_to(self._cash(at.credit, lender), (view.size, len(at.credit.debts)))
        shares = share_out(view, draws, at, best_offers(at, [at.outlet.pair]), cash)
        hurdle = (1.0 + np.asarray(self.threshold)) * (1.0 + lender.flash_fee) - 1.0
        who, taken = cut_to_profit(at, at.outlet, shares, np.broadcast_to(hurdle, (view.size,)))
        actions: list[Action] = []
        for place, lot in lots(who, self.positions_per_bundle):
            account, offers = int(view.accounts[place]), taken.at(lot)
            legs = seize_and_sell(at.credit, at.outlet, account, offers)
            amount = float(offers.repaid.sum()) * (1.0 + self.cushion)
            loan = flash_loan(account, self.lender, at.outlet.curve.quote, amount, legs, float(at.fee[place]))
            actions.append(loan)
        return actions

    def _cash(self, credit: CreditQuote, lender: CreditQuote) -> FloatArray:
        """What can be borrowed of each debt of the pool, (d,) units."""
        held = dict(zip(lender.debts, lender.cash.tolist(), strict=True))
        return np.array([held.get(asset, 0.0) for asset in credit.debts]) / (1.0 + self.cushion)
