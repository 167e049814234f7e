"""Hover: keep the health factor just above 1."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from typing_extensions import override

from firesale.agents.leveraged_trader.base import LeveragedStrategy
from firesale.agents.leveraged_trader.buying import borrow_and_post
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
class Hover(LeveragedStrategy):
    """Wants the most exposure per unit of capital that does not get it liquidated at once: health h = 1 + distance.

    h > 1 + upper: borrows and buys collateral until h = 1 + distance, as far as the pool lends. h < 1 + lower: sells collateral and repays until
    h = 1 + distance. Source: borrowers whose software keeps the collateral ratio just above the threshold; the (s, S) band of inventory theory.
    """

    distance: Annotated[FloatArray | float, PerAccount(), Range(0.0)] = 0.06  # health above 1; LTV 80 / 83 %: 0.0375
    lower: Annotated[FloatArray | float, PerAccount(), Range(0.0)] = 0.03  # health above 1 that it defends
    upper: Annotated[FloatArray | float, PerAccount(), Range(0.0)] = 0.12  # health above 1 that is capital left idle
    slippage: Fraction = 0.05  # part of the quoted price given up at most: what a liquidation would cost
    flash_loans: bool = True  # where too little collateral is free; otherwise sells a part per step
    priority_fee: NotNegative = 0.0  # numeraire per order

    def __post_init__(self) -> None:
        super().__post_init__()
        if not np.all((self.lower <= self.distance) & (self.distance <= self.upper)):
            raise BadValueError("Hover.distance", self.distance, "between lower and upper")

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        if is_calm(view, self):
            return []
        sheets = balance_sheets(view, self)
        dealing = Dealing(self, self.slippage, self.priority_fee, self.flash_loans)
        aim = sheets.at_health(1.0 + self.distance)
        most = unless_coming_down(view, sheets.at_health(1.0 + self.lower), aim)
        least = sheets.at_health(1.0 + self.upper)
        note_limits(view, sheets, least, most)
        above = sheets.pledged & (sheets.loan_to_value > most)
        below = sheets.pledged & (sheets.loan_to_value < least)
        return sell_and_repay(dealing, view, sheets, above, aim) + borrow_and_post(dealing, view, sheets, below, aim)
