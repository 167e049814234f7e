"""Liquidations of vaults: the stability pool pays what it can, the other vaults take over the rest."""

from dataclasses import dataclass

import numpy as np

from firesale.market.actions import TriggerLiquidation
from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.events import (
    DebtOffset,
    DebtRedistributed,
    LiquidationTriggered,
    LiquidatorCompensated,
    RedistributionReceived,
    Refusal,
    StabilityLossShared,
)
from firesale.market.liquidation.stability_pool import Division, StabilityPool
from firesale.market.margin.base import Positions
from firesale.market.orders import Outcome, Refused, refused_where
from firesale.market.risk import weighted_sum
from firesale.market.venues.base import Site
from firesale.market.venues.borrower_desk import repeated
from firesale.market.venues.positions import PositionDesk
from firesale.market.venues.vaults.mint import COIN, Mint
from firesale.market.venues.vaults.redistribution import redistribute
from firesale.market.venues.vaults.solvency import Solvency
from firesale.market.venues.vaults.terms import VaultsTerms


@dataclass(frozen=True, slots=True)
class Closed:
    """n vaults that are closed, as they were, and what becomes of them."""

    liquidator: IntArray  # (n,)
    rows: IntArray  # (n,)
    owners: IntArray  # (n,)
    at: Positions
    division: Division

    @property
    def debt(self) -> FloatArray:
        """Coins, (n,)."""
        return self.at.debt[:, COIN]


class ClosingDesk:
    """Source: Liquity v1, `TroveManager.liquidate`, `_redistributeDebtAndColl`, and `StabilityPool.offset`."""

    def __init__(
        self, pool: str, site: Site, terms: VaultsTerms, mint: Mint, positions: PositionDesk, solvency: Solvency
    ) -> None:
        self.pool, self.site, self.terms, self.book = pool, site, terms, positions.book
        self.mint, self.fund, self.positions, self.solvency = mint, mint.stability, positions, solvency

    def trigger(self, order: TriggerLiquidation) -> Outcome:
        """All of the orders or none; several vaults at once share one draw on the pool and one redistribution, as in a batch."""
        mechanism = self.terms.liquidation
        if not isinstance(mechanism, StabilityPool):
            return Refusal.NOT_OFFERED
        liquidators, borrowers = np.asarray(order.account), np.asarray(order.borrower)
        rows = self.book.row_of[borrowers]
        if (rows < 0).any():
            return Refused(Refusal.NO_POSITION, rows < 0)
        if repeated(borrowers) or (len(rows) > 1 and self.solvency.recovery):
            return Refusal.NO_POSITION  # of many: a vault that stands twice, and in recovery mode, one after the other
        at = self.positions.at(rows)
        health = self.positions.margin.health(at)
        outcome: Outcome = self.positions.gate.refusal(rows) or refused_where(~(health < 1.0), Refusal.NOT_LIQUIDATABLE)
        if outcome is not None:
            return outcome
        ratio = weighted_sum(at.collateral, at.collateral_price) / at.debt[:, COIN]
        division = mechanism.divide(at.debt[:, COIN], ratio, self.fund.total, self.solvency.recovery)
        outcome = refused_where(division.refused, Refusal.NOT_LIQUIDATABLE) or self._without_heirs(rows)
        if outcome is not None:
            return outcome
        self.site.log.add(
            LiquidationTriggered(self.pool, liquidators, borrowers, self.terms.coin, at.debt[:, COIN], health)
        )
        self._close(Closed(liquidators, rows, borrowers, at, division), mechanism)
        return None

    def _without_heirs(self, rows: IntArray) -> Outcome:
        """The last vault is not closed. Source: Liquity v1, `TroveManager._requireMoreThanOneTroveInSystem`."""
        return (
            None
            if self._heirs(rows).any()
            else refused_where(np.ones(len(rows), dtype=np.bool_), Refusal.NOT_LIQUIDATABLE)
        )

    def _heirs(self, rows: IntArray) -> BoolArray:
        """Which rows of the book take part in a redistribution: all others that owe anything."""
        owing: BoolArray = self.book.debt[: self.book.rows, COIN] > 0.0
        owing[rows] = False
        return owing

    def _close(self, closed: Closed, mechanism: StabilityPool) -> None:
        seized = closed.at.collateral * closed.division.seized[:, None]
        reward = seized * mechanism.compensation
        share = np.divide(closed.division.offset, closed.debt)
        to_pool = (seized - reward) * share[:, None]
        self._reward(closed, reward)
        heirs = np.flatnonzero(self._heirs(closed.rows))
        self.book.set_debt(closed.rows, COIN, np.zeros(len(closed.rows)))
        for k in range(seized.shape[1]):
            self.book.add_collateral(closed.rows, k, -seized[:, k])
        if closed.division.offset.sum() > 0.0:
            self._offset(closed, to_pool, share)
        if closed.division.redistributed.sum() > 0.0:
            self._redistribute(closed, heirs, seized - reward - to_pool)

    def _reward(self, closed: Closed, reward: FloatArray) -> None:
        """Gas reserve and a part of the collateral (n, k) for whoever triggered it."""
        coins = self.mint.pay_reserve(closed.owners, closed.liquidator)
        for k, name in enumerate(self.terms.collateral):
            self.site.ledger.transfer(
                self.positions.columns[k], self.positions.custody, closed.liquidator, reward[:, k]
            )
            self.site.log.add(
                LiquidatorCompensated(
                    self.pool, closed.liquidator, closed.owners, self.terms.coin, coins, name, reward[:, k]
                )
            )
            coins = np.zeros_like(coins)  # in one row only

    def _offset(self, closed: Closed, to_pool: FloatArray, share: FloatArray) -> None:
        """Coins of the pool are destroyed with the debt; its depositors get the collateral (n, k)."""
        coins, gained = float(closed.division.offset.sum()), to_pool.sum(axis=0)
        holders = self.fund.holders()
        before = self.fund.worth(holders)
        self.mint.collect(COIN, self.fund.account, np.array(coins))
        for k, column in enumerate(self.positions.columns):
            self.site.ledger.transfer(column, self.positions.custody, self.fund.account, float(gained[k]))
        part = before / before.sum()
        self.fund.draw(coins, gained)
        prices, offset = closed.at.collateral_price, closed.division.offset
        for k, name in enumerate(self.terms.collateral):
            once = float(k == 0)
            named = self.terms.coin, offset * once, name
            self.site.log.add(
                DebtOffset(self.pool, closed.liquidator, closed.owners, *named, to_pool[:, k], float(prices[k]), share)
            )
            lost = self.terms.coin, part * coins * once, name
            self.site.log.add(StabilityLossShared(self.pool, holders, *lost, part * float(gained[k]), float(prices[k])))

    def _redistribute(self, closed: Closed, heirs: IntArray, collateral: FloatArray) -> None:
        """Debt and collateral (n, k) go to the heirs at once: every vault's claim is applied, none is left pending.

        In proportion to the value of their collateral, which for one collateral is Liquity's stake.
        """
        prices, debt = closed.at.collateral_price, closed.division.redistributed
        stake = weighted_sum(self.book.collateral[heirs], prices)
        shared = redistribute(float(debt.sum()), collateral.sum(axis=0), stake)
        taken, got = shared.debt_of(stake), shared.collateral_of(stake)
        self.book.set_debt(heirs, COIN, self.book.debt[heirs, COIN] + taken / float(self.mint.borrow_index[COIN]))
        owners = self.book.account[heirs]
        for k, name in enumerate(self.terms.collateral):
            self.book.add_collateral(heirs, k, got[:, k])
            price, once = float(prices[k]), float(k == 0)
            coin = self.terms.coin
            self.site.log.add(
                DebtRedistributed(
                    self.pool, closed.liquidator, closed.owners, coin, debt * once, name, collateral[:, k], price
                )
            )
            self.site.log.add(RedistributionReceived(self.pool, owners, coin, taken * once, name, got[:, k], price))
