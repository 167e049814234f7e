"""On what terms a leveraged trader trades, and the swap that every trade of it contains."""

from dataclasses import dataclass

from firesale.agents.leveraged_trader.base import LeveragedStrategy
from firesale.market.actions import Accounts, Amounts, Motive, Swap

WORTH_AN_ORDER = 1e-6
"""Trades below this part of the collateral are rounding, and no order is sent for them."""


@dataclass(frozen=True, slots=True)
class Dealing:
    """Where a strategy trades, and what it accepts."""

    strategy: LeveragedStrategy
    slippage: float  # part of the quoted price given up at most
    priority_fee: float  # numeraire per order
    flash_loans: bool = False  # repays with a flash loan before a sale that needs it

    def sale(self, account: Accounts, sold: Amounts, price: float, motive: Motive) -> Swap:
        """Sell units of collateral, quoted at `price`."""
        return Swap(
            account=account,
            venue=self.strategy.exchange,
            asset_in=self.strategy.collateral,
            asset_out=self.strategy.debt,
            amount_in=sold,
            min_amount_out=sold * (price * (1.0 - self.slippage)),
            motive=motive,
        )

    def purchase(self, account: Accounts, spent: Amounts, price: float, motive: Motive) -> Swap:
        """Buy collateral, quoted at `price`, for units of the debt asset."""
        return Swap(
            account=account,
            venue=self.strategy.exchange,
            asset_in=self.strategy.debt,
            asset_out=self.strategy.collateral,
            amount_in=spent,
            min_amount_out=spent * ((1.0 - self.slippage) / price),
            motive=motive,
        )
