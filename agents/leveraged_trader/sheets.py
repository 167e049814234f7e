"""The balance sheets of a cohort's positions, at the prices that it sees."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from firesale.agents.leveraged_trader.base import LeveragedStrategy
from firesale.agents.leveraged_trader.formulas import loan_to_value_at_health
from firesale.market.arrays import BoolArray, FloatArray
from firesale.market.margin.base import Positions
from firesale.market.risk import loan_to_value, weighted_sum
from firesale.market.venues.credit_quote import CreditQuote
from firesale.market.view import View

HALVINGS = 40
"""Enough for the largest loan to be exact to a millionth of a millionth of the collateral."""
ROUNDING = 1e-9
"""Part of a limit that is left unused, so that rounding never carries an order over it."""


@dataclass(frozen=True)
class BalanceSheets:
    """n positions of one collateral (column k of the pool) against one debt (column d). Values in the numeraire."""

    quote: CreditQuote
    positions: Positions
    k: int
    d: int

    @cached_property
    def collateral(self) -> FloatArray:
        """Units pledged, (n,)."""
        return self.positions.collateral[:, self.k]

    @cached_property
    def debt(self) -> FloatArray:
        """Units owed, (n,)."""
        return self.positions.debt[:, self.d]

    @property
    def collateral_price(self) -> float:
        """Numeraire per unit, as the pool's oracle reports."""
        return float(self.quote.collateral_price[self.k])

    @property
    def debt_price(self) -> float:
        """Numeraire per unit, as the pool's oracle reports."""
        return float(self.quote.debt_price[self.d])

    @cached_property
    def collateral_value(self) -> FloatArray:
        """Numeraire, (n,)."""
        return self.collateral * self.collateral_price

    @cached_property
    def debt_value(self) -> FloatArray:
        """Numeraire, (n,)."""
        return self.debt * self.debt_price

    @cached_property
    def loan_to_value(self) -> FloatArray:
        """Debt value over collateral value, (n,): what every rule here compares with its limits."""
        return loan_to_value(self.collateral_value, self.debt_value)

    @cached_property
    def pledged(self) -> BoolArray:
        """Which accounts have collateral at all, (n,)."""
        pledged: BoolArray = self.collateral_value > 0.0
        return pledged

    @cached_property
    def threshold(self) -> FloatArray:
        """The loan-to-value above which each position is unsafe, (n,), by the pool's margin rule; 0 without collateral."""
        at = self.positions
        debt = at.debt.copy()
        debt[:, self.d] = np.where(self.debt > 0.0, self.debt, self.collateral_value / self.debt_price)
        health = self.quote.margin.health(Positions(at.collateral, debt, at.collateral_price, at.debt_price))
        there = loan_to_value(self.collateral_value, debt[:, self.d] * self.debt_price)
        return np.multiply(health, there, out=np.zeros_like(health), where=self.pledged)

    def at_health(self, health: FloatArray | float) -> FloatArray:
        """The loan-to-value that each position has at a health factor, (n,)."""
        return loan_to_value_at_health(self.threshold, health)

    @property
    def withdrawable(self) -> FloatArray:
        """Units of collateral that can be taken out before the position is unsafe, (n,)."""
        used = np.divide(self.loan_to_value, self.threshold, out=np.ones_like(self.threshold), where=self.pledged)
        return self.collateral * np.maximum(0.0, 1.0 - used) * (1.0 - ROUNDING)

    def borrowable(self) -> FloatArray:
        """Units that each account may still borrow by the margin rule, (n,): found by halving, so that any rule can be asked."""
        at = self.positions
        low, step = np.zeros_like(self.debt), weighted_sum(at.collateral, at.collateral_price) / self.debt_price
        debt = at.debt.copy()
        for _ in range(HALVINGS):
            step /= 2.0
            debt[:, self.d] = self.debt + low + step
            opens = self.quote.margin.may_open(Positions(at.collateral, debt, at.collateral_price, at.debt_price))
            low += np.where(opens, step, 0.0)
        return low * (1.0 - ROUNDING) / (1.0 + self.quote.borrowing_fee)

    def of(self, who: BoolArray) -> "BalanceSheets":
        """The sheets of some accounts."""
        at = self.positions
        some = Positions(at.collateral[who], at.debt[who], at.collateral_price, at.debt_price)
        return BalanceSheets(self.quote, some, self.k, self.d)


def balance_sheets(view: View, strategy: LeveragedStrategy) -> BalanceSheets:
    """Read the cohort's positions: units as they are now, prices as the view shows them (late, if the scenario says so)."""
    quote, own = view.public.credit(strategy.pool), view.position(strategy.pool)
    positions = Positions(own.collateral, own.debt, quote.collateral_price, quote.debt_price)
    return BalanceSheets(
        quote, positions, quote.collaterals.index(strategy.collateral), quote.debts.index(strategy.debt)
    )
