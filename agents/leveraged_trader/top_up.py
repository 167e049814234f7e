"""Top up: meet a margin call from one's own pocket."""

from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
from typing_extensions import override

from firesale.agents.leveraged_trader.base import LeveragedStrategy
from firesale.agents.leveraged_trader.calm import is_calm, note_limits
from firesale.agents.leveraged_trader.dealing import WORTH_AN_ORDER
from firesale.agents.leveraged_trader.formulas import posting_to_reach, repayment_to_reach
from firesale.agents.leveraged_trader.sheets import BalanceSheets, balance_sheets
from firesale.market.actions import Action, Motive, PostCollateral, Repay
from firesale.market.arrays import BoolArray, FloatArray
from firesale.market.checks import NotNegative, PerAccount, Range
from firesale.market.errors import BadValueError
from firesale.market.streams import Draws
from firesale.market.view import View


@dataclass(frozen=True)
class TopUp(LeveragedStrategy):
    """Wants to keep its position: when health h < trigger, pays in what it holds outside the pool until h = target_health or nothing is left.

    With threshold t, collateral value C and debt value D it repays D - t C / h, or posts h D / t - C of collateral: no price moves. Source: variation
    margin paid from liquid reserves (Brunnermeier and Pedersen, Review of Financial Studies 2009).
    """

    trigger: Annotated[FloatArray | float, PerAccount(), Range(1.0)] = 1.1  # health
    target_health: Annotated[FloatArray | float, PerAccount(), Range(1.0)] = 1.25  # health afterwards
    pays_in: Literal["debt", "collateral"] = "debt"  # repays debt, or posts more collateral
    priority_fee: NotNegative = 0.0  # numeraire per order

    def __post_init__(self) -> None:
        super().__post_init__()
        if not np.all(np.less_equal(self.trigger, self.target_health)):
            raise BadValueError("TopUp.target_health", self.target_health, "at least trigger")

    @override
    def decide(self, view: View, draws: Draws) -> list[Action]:
        if is_calm(view, self):
            return []
        sheets = balance_sheets(view, self)
        most = sheets.at_health(self.trigger)
        note_limits(view, sheets, 0.0, most)
        above = sheets.pledged & (sheets.loan_to_value > most)
        if not above.any():
            return []
        amount = np.minimum(self._needed(sheets), self._reserves(view))
        worth = above & (amount > WORTH_AN_ORDER * self._base(sheets))
        return [self._order(view, worth, amount)] if worth.any() else []

    def _needed(self, sheets: BalanceSheets) -> FloatArray:
        """Units that bring health to its target, (n,)."""
        aim = np.where(sheets.pledged, sheets.at_health(self.target_health), 1.0)
        if self.pays_in == "debt":
            return repayment_to_reach(sheets.collateral_value, sheets.debt_value, aim) / sheets.debt_price
        return posting_to_reach(sheets.collateral_value, sheets.debt_value, aim) / sheets.collateral_price

    def _reserves(self, view: View) -> FloatArray:
        """Units held outside the pool, less the fee, (n,)."""
        asset = self.debt if self.pays_in == "debt" else self.collateral
        return view.balance(asset) - (self.priority_fee if asset == view.public.numeraire else 0.0)

    def _base(self, sheets: BalanceSheets) -> FloatArray:
        """Units against which an order is worth sending, (n,)."""
        return sheets.debt if self.pays_in == "debt" else sheets.collateral

    def _order(self, view: View, who: BoolArray, amount: FloatArray) -> Action:
        accounts, fee = view.accounts[who], self.priority_fee
        kind, asset = (Repay, self.debt) if self.pays_in == "debt" else (PostCollateral, self.collateral)
        return kind(
            account=accounts,
            venue=self.pool,
            asset=asset,
            amount=amount[who],
            motive=Motive.DELEVERAGE,
            priority_fee=fee,
        )
