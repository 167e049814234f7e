"""The terms of one liquidation: the rules of market/liquidation/fixed_spread.py for one position."""

from dataclasses import dataclass
from typing import Any, NamedTuple

ROUNDING = 1.0 - 1e-12  # so that the last digit leaves no dust


class Settlement(NamedTuple):
    """What the liquidator repays and what is seized, of which a fee goes to the protocol. Units."""

    repaid: float
    seized: float
    protocol_fee: float
    leaves_dust: bool


@dataclass(slots=True)
class FixedSpread:
    """Aave v3.3 and later."""

    terms: Any  # the scenario's table

    def settle(
        self,
        repayment: float,
        health: float,
        collateral: float,
        collateral_price: float,
        debt: float,
        debt_price: float,
    ) -> Settlement:
        """Terms for repaying up to `repayment` units of the only debt for one collateral."""
        terms = self.terms
        spread = 1.0 + terms.liquidation_bonus
        collateral_value, debt_value = collateral * collateral_price, debt * debt_price
        large = collateral_value >= terms.full_close_value and debt_value >= terms.full_close_value
        partly = large and health > terms.full_close_health
        repaid = min(repayment, terms.close_factor * debt if partly else debt)
        seized = repaid * debt_price / collateral_price * spread
        if seized > collateral:
            repaid = min(repaid, collateral_value / (debt_price * spread))
            seized = collateral
        debt_left, collateral_left = debt - repaid, collateral - seized
        closed = debt_left <= 0.0 or collateral_left <= 0.0
        small = debt_left * debt_price < terms.dust_value or collateral_left * collateral_price < terms.dust_value
        return Settlement(repaid, seized, terms.protocol_fee * (seized - seized / spread), not closed and small)

    def largest_without_dust(self, collateral: float, collateral_price: float, debt: float, debt_price: float) -> float:
        """Largest repayment whose leftovers are not too small, where all that is allowed would leave dust."""
        terms = self.terms
        by_debt = debt - terms.dust_value / debt_price
        spread = 1.0 + terms.liquidation_bonus
        by_collateral = (collateral * collateral_price - terms.dust_value) / (debt_price * spread)
        return max(0.0, float(min(by_debt, by_collateral)) * ROUNDING)
