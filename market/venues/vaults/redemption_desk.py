"""Redemptions: coins come back to the vaults that minted them, for collateral worth their peg."""

import numpy as np

from firesale.market.actions import Redeem
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import Redeemed, Refusal
from firesale.market.orders import Outcome
from firesale.market.risk import weighted_sum
from firesale.market.venues.base import Site
from firesale.market.venues.payments import unpaid
from firesale.market.venues.positions import PositionDesk
from firesale.market.venues.vaults.mint import COIN, Mint
from firesale.market.venues.vaults.solvency import Solvency
from firesale.market.venues.vaults.terms import VaultsTerms

ROUNDING = 1e-12
"""Of a vault's debt: what is left below this is nothing."""


class RedemptionDesk:
    """Keeps the base rate. One order after the other: each changes the fee, and the vaults that the next one meets."""

    def __init__(
        self,
        pool: str,
        site: Site,
        terms: VaultsTerms,
        mint: Mint,
        positions: PositionDesk,
        solvency: Solvency,
        treasury: int,
    ) -> None:
        self.pool, self.site, self.terms, self.book = pool, site, terms, positions.book
        self.mint, self.positions, self.solvency, self.treasury = mint, positions, solvency, treasury
        self.state: FloatArray = np.zeros(2)  # the base rate after the last redemption, and when that was (seconds)

    @property
    def base_rate(self) -> float:
        """The base rate now."""
        rate, since = self.state.tolist()
        return self.terms.redemption.decayed(rate, max(0.0, self.site.log.time - since))

    def redemption_fee(self, amount: float) -> float:
        """Fraction of the collateral that a redemption of so many coins would leave behind."""
        debt = self.mint.debt(COIN)
        if debt <= 0.0:
            return 1.0
        return self.terms.redemption.redemption_fee(self.terms.redemption.raised(self.base_rate, amount, debt))

    def borrowing_fee(self) -> float:
        """Fraction that is added to a new debt now, if it is small beside all others."""
        fee = self.terms.redemption.borrowing_fee(self.base_rate, self.solvency.recovery)
        return fee + self.mint.own.upfront_fee(self.mint.usual_rate()) if self.terms.upfront_fee > 0.0 else fee

    def borrowing_fees(self, rows: IntArray, amount: FloatArray) -> FloatArray:
        """Fractions (n,) that are added to new debts of so many coins (n,) in these rows."""
        fee = np.full(len(rows), self.terms.redemption.borrowing_fee(self.base_rate, self.solvency.recovery))
        if self.terms.upfront_fee <= 0.0:
            return fee
        index = float(self.mint.borrow_index[COIN])
        return fee + self.mint.own.upfront_fees(rows, amount, self.mint.usual_rate(), index)

    def redeem(self, order: Redeem) -> Outcome:
        """A single order: of many, the router comes back with one at a time."""
        rule = self.terms.redemption
        if not rule.offered or not rule.open_at(self.solvency.total_ratio()):
            return Refusal.NOT_OFFERED
        if order.asset != self.terms.coin:
            return Refusal.UNKNOWN_ASSET
        accounts, amount = np.asarray(order.account), np.asarray(order.amount)
        if len(accounts) > 1:
            return Refusal.NO_CASH
        outcome = unpaid(self.site.ledger, accounts, self.mint.column, amount)
        if outcome is not None:
            return outcome
        rows, taken = self._match(float(amount[0]))
        fee = self.redemption_fee(float(taken.sum()))
        if len(rows) == 0 or fee >= 1.0:
            return Refusal.NO_POSITION
        self._raise_rate(float(taken.sum()))
        self._settle(accounts, rows, taken, fee)
        return None

    def _match(self, amount: float) -> tuple[IntArray, FloatArray]:
        """Rows that the coins come back to, in order, and how many each takes: all that it owes but the gas reserve.

        The last may keep a part, if that is not too small; then it takes nothing. Source: Liquity v1, `redeemCollateral`.
        """
        rows = np.flatnonzero(self.book.debt[: self.book.rows, COIN] > 0.0)
        at = self.positions.at(rows)
        debt = at.debt[:, COIN]
        ratio = weighted_sum(at.collateral, at.collateral_price) / debt
        queue = self.terms.redemption.queue(ratio, self.mint.rates_of(rows))
        rows, debt = rows[queue], debt[queue]
        own = np.maximum(0.0, debt - self.mint.gas[self.book.account[rows]])
        taken = np.clip(amount - (np.cumsum(own) - own), 0.0, own)
        small = (taken < own) & (debt - taken < self.terms.least_debt)
        too_small = small & (not self.terms.redemption.leaves_small_debts)
        kept = (taken > 0.0) & ~too_small
        return rows[kept], taken[kept]

    def _raise_rate(self, redeemed: float) -> None:
        self._write(self.terms.redemption.raised(self.base_rate, redeemed, self.mint.debt(COIN)))

    def decay(self) -> None:
        """Somebody borrows: the base rate is what it has become. Source: Liquity v1, `TroveManager.decayBaseRateFromBorrowing`."""
        if self.state[0] > 0.0:
            self._write(self.base_rate)

    def _write(self, rate: float) -> None:
        """The clock begins anew, unless nothing has been counted since it did. Source: Liquity v1, `_updateLastFeeOpTime`."""
        now, since = self.site.log.time, float(self.state[1])
        counts = self.state[0] <= 0.0 or self.terms.redemption.counted(max(0.0, now - since)) > 0.0
        self.site.journal.write(self, "state", slice(None), np.array([rate, now if counts else since]))

    def _settle(self, redeemer: IntArray, rows: IntArray, taken: FloatArray, fee: float) -> None:
        """Coins are destroyed with the debt; each collateral of a vault pays in proportion to its value. What is left is its owner's."""
        at, owners = self.positions.at(rows), self.book.account[rows]
        share = taken / weighted_sum(at.collateral, at.collateral_price)
        closes = taken >= (at.debt[:, COIN] - self.mint.gas[owners]) * (1.0 - ROUNDING)
        self.mint.collect(COIN, redeemer, np.array([taken.sum()]))
        burned = np.where(closes, self.mint.gas[owners], 0.0)
        self.mint.burn_reserve(owners[closes])
        scaled = self.book.debt[rows, COIN] - taken / self.mint.borrow_index[COIN]
        self.book.set_debt(rows, COIN, np.where(closes, 0.0, np.maximum(0.0, scaled)))
        for k in range(len(self.terms.collateral)):
            if at.collateral[:, k].any():
                self._pay(redeemer, rows, k, at.collateral[:, k] * share, fee, burned)
                burned = np.zeros(len(rows))  # in one row only

    def _pay(
        self, redeemer: IntArray, rows: IntArray, k: int, drawn: FloatArray, fee: float, burned: FloatArray
    ) -> None:
        """Collateral (n,) leaves the vaults: all but the fee goes to the redeemer; the fee goes to the treasury, or does not leave."""
        ledger, column, custody = self.site.ledger, self.positions.columns[k], self.positions.custody
        kept, price = drawn * fee, float(self.positions.collateral_prices()[k])
        value = drawn * price
        if self.terms.redemption.fee_stays:
            drawn, kept = drawn - kept, np.zeros_like(kept)
        self.book.add_collateral(rows, k, -drawn)
        ledger.transfer(column, custody, self.treasury, float(kept.sum()))
        ledger.transfer(column, custody, redeemer, np.array([(drawn - kept).sum()]))
        n, owners = len(rows), self.book.account[rows]
        names = self.terms.coin, self.terms.collateral[k]
        who, prices = np.full(n, redeemer[0]), np.full(n, price)
        event = Redeemed(self.pool, who, owners, *names, value, drawn, kept, burned, prices, self.base_rate)
        self.site.log.add(event)
