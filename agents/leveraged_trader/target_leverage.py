"""Target leverage: buy when prices rise, sell when they fall."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.agents.leveraged_trader.base import LeveragedStrategy
from firesale.agents.leveraged_trader.buying import borrow_and_post
from firesale.agents.leveraged_trader.calm import is_calm, note_limits
from firesale.agents.leveraged_trader.dealing import Dealing
from firesale.agents.leveraged_trader.formulas import loan_to_value_at_leverage
from firesale.agents.leveraged_trader.selling import sell_and_repay, unless_coming_down
from firesale.agents.leveraged_trader.sheets import balance_sheets
from firesale.market.actions import Action
from firesale.market.arrays import FloatArray
from firesale.market.checks import Fraction, NotNegative, PerAccount, Range
from firesale.market.streams import Draws
from firesale.market.view import View


@dataclass(frozen=True)
class TargetLeverage(LeveragedStrategy):
    """Wants a constant leverage L = collateral value / (collateral value - debt value), at the prices of the pool's oracle.

    L > target (1 + tolerance): sells collateral and repays, back to the target. L < target (1 - tolerance): borrows and buys collateral, as far as
    the pool lends. Source: Adrian and Shin, Liquidity and leverage (Journal of Financial Intermediation 2010): banks that manage leverage actively
    buy after prices have risen and sell after they have fallen, which amplifies both.
    """

    target: Annotated[FloatArray | float, PerAccount(), Range(1.0)] = 3.0  # collateral per equity; LTV 80 %: 5
    tolerance: Annotated[FloatArray | float, PerAccount(), Range(0.0, 1.0)] = 0.1  # of the target: trading costs money
    slippage: Fraction = 0.05  # part of the quoted price given up at most: what a liquidation would cost
    flash_loans: bool = True  # where too little collateral is free; otherwise sells a part per step
    priority_fee: NotNegative = 0.0  # numeraire per order

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        if is_calm(view, self):
            return []
        sheets = balance_sheets(view, self)
        dealing = Dealing(self, self.slippage, self.priority_fee, self.flash_loans)
        aim = np.broadcast_to(loan_to_value_at_leverage(self.target), (view.size,))
        upper = np.broadcast_to(loan_to_value_at_leverage(self.target * (1.0 + self.tolerance)), (view.size,))
        most = unless_coming_down(view, upper, aim)
        least = loan_to_value_at_leverage(np.maximum(1.0, self.target * (1.0 - self.tolerance)))
        note_limits(view, sheets, least, most)
        above = sheets.pledged & (sheets.loan_to_value > most)
        below = sheets.pledged & (sheets.loan_to_value < least)
        return sell_and_repay(dealing, view, sheets, above, aim) + borrow_and_post(dealing, view, sheets, below, aim)
