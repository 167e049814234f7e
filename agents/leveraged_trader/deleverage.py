"""Deleverage: sell before others sell for you."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.agents.leveraged_trader.base import LeveragedStrategy
from firesale.agents.leveraged_trader.calm import is_calm, note_limits
from firesale.agents.leveraged_trader.dealing import Dealing
from firesale.agents.leveraged_trader.selling import sell_and_repay, unless_coming_down
from firesale.agents.leveraged_trader.sheets import balance_sheets
from firesale.market.actions import Action
from firesale.market.arrays import FloatArray
from firesale.market.checks import Fraction, NotNegative, PerAccount, Range
from firesale.market.errors import BadValueError
from firesale.market.streams import Draws
from firesale.market.view import View


@dataclass(frozen=True)
class Deleverage(LeveragedStrategy):
    """Wants to avoid the liquidation penalty: when health h < trigger, sells collateral and repays until h = target_health.

    With threshold t, collateral value C, debt value D and r units of debt per unit of collateral value sold, it sells (h D - t C) / (h r - t).
    Source: fire sales by those who are not yet forced (Shleifer and Vishny, Journal of Economic Perspectives 2011; Brunnermeier and Pedersen, Review
    of Financial Studies 2009).
    """

    trigger: Annotated[FloatArray | float, PerAccount(), Range(1.0)] = 1.05  # health; a bonus above unsafe
    target_health: Annotated[FloatArray | float, PerAccount(), Range(1.0)] = 1.2  # health after the sale
    slippage: Fraction = 0.05  # part of the quoted price given up at most: what a liquidation would cost
    flash_loans: bool = True  # where too little collateral is free; otherwise sells a part per step
    priority_fee: NotNegative = 0.0  # numeraire per order

    def __post_init__(self) -> None:
        super().__post_init__()
        if not np.all(np.less_equal(self.trigger, self.target_health)):
            raise BadValueError("Deleverage.target_health", self.target_health, "at least trigger")

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        if is_calm(view, self):
            return []
        sheets = balance_sheets(view, self)
        dealing = Dealing(self, self.slippage, self.priority_fee, self.flash_loans)
        aim = sheets.at_health(self.target_health)
        most = unless_coming_down(view, sheets.at_health(self.trigger), aim)
        note_limits(view, sheets, 0.0, most)
        above = sheets.pledged & (sheets.loan_to_value > most)
        return sell_and_repay(dealing, view, sheets, above, aim)
