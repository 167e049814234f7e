"""Loop: borrow, buy, post, and borrow again."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.agents.leveraged_trader.base import LeveragedStrategy
from firesale.agents.leveraged_trader.buying import borrow_and_post
from firesale.agents.leveraged_trader.dealing import Dealing
from firesale.agents.leveraged_trader.formulas import loan_to_value_at_leverage
from firesale.agents.leveraged_trader.sheets import balance_sheets
from firesale.market.actions import Action
from firesale.market.arrays import FloatArray
from firesale.market.checks import Fraction, NotNegative, PerAccount, Range
from firesale.market.streams import Draws
from firesale.market.view import View

LOOPS = "loops made"


@dataclass(frozen=True)
class Loop(LeveragedStrategy):
    """Wants several times the exposure of one loan: in its first `loops` steps it borrows to `safety` times its limit and posts what it buys.

    With v = safety times the loan-to-value, collateral grows as 1 + v + v^2 + ... towards 1 / (1 - v) times the capital, less fees, or to
    `most_leverage`; then it holds. A loop that is refused is lost. Source: Geanakoplos, The leverage cycle (NBER Macroeconomics Annual 2010):
    leverage is the reciprocal of the margin, reached here loan by loan.
    """

    loops: Annotated[FloatArray | float, PerAccount(), Range(0.0)] = 5.0  # steps; v = 0.76: 3.36 of at most 4.17
    most_leverage: Annotated[FloatArray | float, PerAccount(), Range(1.0)] = 4.0  # collateral per equity
    safety: Fraction = 0.95  # of the largest loan: room for the price to move before the next loop
    slippage: Fraction = 0.05  # part of the quoted price given up at most
    priority_fee: NotNegative = 0.0  # numeraire per order

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        if view.size == 0:
            return []
        made = float(view.memory[LOOPS][0]) if LOOPS in view.memory else 0.0
        if made >= np.max(self.loops):
            return []
        view.memory[LOOPS] = np.broadcast_to(np.float64(made + 1.0), (view.size,))
        sheets, dealing = balance_sheets(view, self), Dealing(self, self.slippage, self.priority_fee)
        aim = np.broadcast_to(loan_to_value_at_leverage(self.most_leverage), (view.size,))
        who = sheets.pledged & (made < self.loops) & (sheets.loan_to_value < aim)
        return borrow_and_post(dealing, view, sheets, who, aim, self.safety)
