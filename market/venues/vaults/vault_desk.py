"""Owners of vaults: open, borrow and repay coins. Pledging is that of any lending pool."""

import numpy as np
from typing_extensions import override

from firesale.market.actions import Borrow, Repay, WithdrawCollateral
from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.events import Borrowed, MintingCharged, Refusal, Repaid
from firesale.market.orders import Outcome, Refused, beyond, refused_where
from firesale.market.risk import weighted_sum
from firesale.market.venues.borrower_desk import BorrowerDesk, repeated
from firesale.market.venues.debt_ceiling import over_ceiling
from firesale.market.venues.payments import unpaid
from firesale.market.venues.vaults.mint import COIN, Mint
from firesale.market.venues.vaults.redemption_desk import RedemptionDesk
from firesale.market.venues.vaults.solvency import Solvency
from firesale.market.venues.vaults.terms import VaultsTerms

ROUNDING = 1e-9
"""Of a vault's debt: what is left below this is nothing."""


class VaultDesk(BorrowerDesk):
    """A debt is the coins paid out, the fee, and the gas reserve if there was no debt before. Source: Liquity v1, `BorrowerOperations`."""

    def join(self, terms: VaultsTerms, mint: Mint, solvency: Solvency, redemption: RedemptionDesk) -> "VaultDesk":
        """With what a vault has beside a position of a lending pool."""
        self.vaults, self.mint, self.solvency, self.redemption = terms, mint, solvency, redemption
        return self

    @override
    def borrow(self, order: Borrow) -> Outcome:
        if order.asset != self.vaults.coin:
            return Refusal.UNKNOWN_ASSET
        amount, accounts = np.asarray(order.amount), np.asarray(order.account)
        rows = self.book.row_of[accounts]
        if repeated(accounts):
            return Refusal.NO_POSITION
        if (rows < 0).any():
            return Refused(Refusal.NO_POSITION, rows < 0)
        if len(accounts) > 1 and self.solvency.recovery:
            return Refusal.UNSAFE  # of many: each changes the total ratio, so they go one after the other
        fee = amount * self.redemption.borrowing_fees(rows, amount)
        gas = np.where(self.book.debt[rows, COIN] > 0.0, 0.0, self.vaults.gas_reserve)
        owed = amount + fee + gas
        after = self.positions.at(rows)
        after.debt[:, COIN] += owed
        safe = self.positions.may_open(after) & (self.positions.margin.health(after) >= 1.0)
        outcome = (
            beyond(owed, self.mint.cash(COIN), Refusal.BORROW_CAP)
            or refused_where(after.debt[:, COIN] < self.vaults.least_debt, Refusal.DUST)
            or refused_where(~safe, Refusal.UNSAFE)
            or over_ceiling(rows, after, self.positions)
            or self._too_little_in_all(self._put_to_use(rows), float(owed.sum()))
            or self._deeper_in_recovery(rows)
        )
        if outcome is not None:
            return outcome
        self.positions.gate.checked(rows)
        self._issue(rows, accounts, owed, amount)
        self.redemption.decay()
        self.mint.mint_reserve(accounts, fee, gas)
        self.site.log.add(Borrowed(self.pool, accounts, order.asset, owed, order.motive))
        if fee.any() or gas.any():
            rate = self.redemption.base_rate
            self.site.log.add(MintingCharged(self.pool, accounts, order.asset, fee, gas, rate))
        return None

    @override
    def repay(self, order: Repay) -> Outcome:
        """What exceeds the debt without its gas reserve stays with the account; the reserve pays the rest of it."""
        if order.asset != self.vaults.coin:
            return Refusal.UNKNOWN_ASSET
        accounts = np.asarray(order.account)
        rows = self.book.row_of[accounts]
        if repeated(accounts):
            return Refusal.NO_POSITION
        owing = (rows >= 0) & (self.book.debt[rows, COIN] > 0.0)
        if not owing.all():
            return Refused(Refusal.NO_POSITION, ~owing)
        owed = self.book.debt[rows, COIN] * self.mint.borrow_index[COIN]
        own = np.maximum(0.0, owed - self.mint.gas[accounts])
        amount = np.minimum(np.asarray(order.amount), own)
        closes = amount >= own * (1.0 - ROUNDING)
        amount = np.where(closes, own, amount)
        outcome = (
            refused_where(~closes & (owed - amount < self.vaults.least_debt), Refusal.DUST)
            or unpaid(self.site.ledger, accounts, self.mint.column, amount)
            or self._may_not_close(rows, closes)
        )
        if outcome is not None:
            return outcome
        left = self.book.debt[rows, COIN] - amount / self.mint.borrow_index[COIN]
        self.mint.collect(COIN, accounts, amount)
        self.mint.burn_reserve(accounts[closes])
        self.book.set_debt(rows, COIN, np.where(closes, 0.0, np.maximum(0.0, left)))
        self.site.log.add(Repaid(self.pool, accounts, order.asset, np.where(closes, owed, amount), order.motive))
        return None

    @override
    def withdraw_collateral(self, order: WithdrawCollateral) -> Outcome:
        if order.asset in self.terms.collateral:
            price = float(self.positions.collateral_prices()[self.terms.collateral.index(order.asset)])
            rows = self.book.row_of[np.asarray(order.account)]
            owing = bool(np.any(self.book.debt[rows[rows >= 0], COIN] > 0.0))
            outcome = self._too_little_in_all(pledged=-float(np.sum(order.amount)) * price) if owing else None
            if outcome is not None:
                return outcome
        return super().withdraw_collateral(order)

    @override
    def place(self, accounts: IntArray, collateral: FloatArray, debt: FloatArray, motive: str) -> FloatArray:
        super().place(accounts, collateral, np.zeros_like(debt), motive)
        rows, owed = self.book.rows_for(accounts), debt[:, COIN]
        if not owed.any():
            return debt
        opens = (owed > 0.0) & (self.book.debt[rows, COIN] <= 0.0)
        gas = np.where(opens, np.minimum(self.vaults.gas_reserve, owed), 0.0)
        self._issue(rows, accounts, owed, owed - gas)
        self.mint.mint_reserve(accounts, np.zeros(len(accounts)), gas)
        self.site.log.add(Borrowed(self.pool, accounts, self.vaults.coin, owed, motive))
        return debt - gas[:, None]

    def _issue(self, rows: IntArray, accounts: IntArray, owed: FloatArray, paid: FloatArray) -> None:
        """The debt grows by `owed`; `paid` coins of it are handed out."""
        self.book.set_debt(rows, COIN, self.book.debt[rows, COIN] + owed / self.mint.borrow_index[COIN])
        self.mint.lend(COIN, accounts, paid)

    def _put_to_use(self, rows: IntArray) -> float:
        """Value of collateral for which nothing is owed yet, numeraire: it counts in all from then on."""
        at = self.positions.at(rows)
        return float(weighted_sum(at.collateral, at.collateral_price)[at.debt[:, COIN] <= 0.0].sum())

    def _deeper_in_recovery(self, rows: IntArray) -> Outcome:
        """In recovery mode a vault that owes may not owe more: its ratio must not fall. Source: `_requireNewICRisAboveOldICR`."""
        if not self.solvency.recovery:
            return None
        return refused_where(self.book.debt[rows, COIN] > 0.0, Refusal.UNSAFE)

    def _may_not_close(self, rows: IntArray, closes: BoolArray) -> Outcome:
        """Nobody closes a vault in recovery mode, the last one, or one without which the total ratio is below the critical one.

        Source: Liquity v1, `BorrowerOperations.closeTrove`, `TroveManager._requireMoreThanOneTroveInSystem`.
        """
        if self.vaults.recovery_ratio <= 0.0 or not closes.any():
            return None
        at = self.positions.at(rows[closes])
        worth, owed = weighted_sum(at.collateral, at.collateral_price), at.debt[:, COIN]
        last = np.count_nonzero(self.book.debt[: self.book.rows, COIN] > 0.0) <= len(owed)
        after = self.solvency.total_ratio(-float(worth.sum()), -float(owed.sum()))
        if not (self.solvency.recovery or last or after < self.vaults.recovery_ratio):
            return None
        return refused_where(closes, Refusal.UNSAFE) if len(rows) == 1 else Refusal.UNSAFE

    def _too_little_in_all(self, pledged: float = 0.0, borrowed: float = 0.0) -> Outcome:
        """Nobody may bring the total ratio below the critical one; in recovery mode nobody may take collateral out."""
        critical = self.vaults.recovery_ratio
        if critical <= 0.0 or self.solvency.total_ratio(pledged, borrowed) >= critical:
            return None
        return None if self.solvency.recovery and borrowed > 0.0 else Refusal.UNSAFE
