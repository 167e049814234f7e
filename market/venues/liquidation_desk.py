"""Liquidations of a pool: asks the mechanism for terms, moves debt and collateral."""

import numpy as np

from firesale.market.actions import Liquidate
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.book import Book
from firesale.market.events import Liquidated, Refusal
from firesale.market.liquidation.base import Settlement, Spread, UnsafePositions
from firesale.market.orders import Outcome, Refused, refused_where
from firesale.market.risk import weighted_sum
from firesale.market.venues.base import Site
from firesale.market.venues.closing_house import ClosingHouse
from firesale.market.venues.funds import Funds
from firesale.market.venues.lending_terms import LendingTerms
from firesale.market.venues.positions import PositionDesk
from firesale.market.venues.take_over import may_take_over, take_over
from firesale.market.venues.write_off import write_off


class LiquidationDesk(ClosingHouse):
    """Settles n liquidations of n different borrowers at once."""

    def __init__(
        self, pool: str, site: Site, terms: LendingTerms, book: Book, reserves: Funds, positions: PositionDesk
    ) -> None:
        self.pool, self.site, self.terms, self.book = pool, site, terms, book
        self.reserves, self.positions = reserves, positions
        self.treasury = site.open_account()
        self.handlers = {Liquidate: self.liquidate}

    def liquidate(self, order: Liquidate) -> Outcome:
        """All of the orders or none."""
        terms, mechanism = self.terms, self.terms.liquidation
        if not isinstance(mechanism, Spread) or (order.take_over and not mechanism.takes_over):
            return Refusal.NOT_OFFERED
        if order.collateral not in terms.collateral or order.debt not in terms.debt:
            return Refusal.UNKNOWN_ASSET
        borrowers: IntArray = np.asarray(order.borrower)
        rows = self.book.row_of[borrowers]
        if (rows < 0).any():
            return Refused(Refusal.NO_POSITION, rows < 0)
        if len(rows) > 1 and len(np.unique(rows)) < len(rows):
            return Refusal.NO_POSITION  # of many: a borrower who stands twice is liquidated one after the other
        collateral, debt = terms.collateral.index(order.collateral), terms.debt.index(order.debt)
        unsafe = self._seen_through(rows, collateral, debt)
        refused = self.positions.gate.refusal(rows)
        refused = (
            refused
            or refused_where(~(unsafe.health < 1.0), Refusal.NOT_LIQUIDATABLE)
            or refused_where((unsafe.collateral <= 0.0) | (unsafe.debt <= 0.0), Refusal.NO_POSITION)
        )
        if refused is not None:
            return refused
        settlement = mechanism.settle(unsafe, np.asarray(order.repayment))
        if settlement.leaves_dust.any():
            return Refused(Refusal.DUST, settlement.leaves_dust)
        if order.take_over:
            outcome = may_take_over(order, rows, (collateral, debt), settlement, self.positions)
            if outcome is not None:
                return outcome
        elif not self.site.ledger.can_pay(order.account, self.reserves.columns[debt], settlement.repaid):
            return Refusal.NO_BALANCE
        self._settle(order, rows, collateral, debt, unsafe, settlement)
        return None

    def _seen_through(self, rows: IntArray, collateral: int, debt: int) -> UnsafePositions:
        positions = self.positions.at(rows)
        n = len(rows)
        return UnsafePositions(
            health=self.positions.margin.health(positions),
            collateral=positions.collateral[:, collateral],
            debt=positions.debt[:, debt],
            total_debt_value=weighted_sum(positions.debt, positions.debt_price),
            collateral_price=np.full(n, positions.collateral_price[collateral]),
            debt_price=np.full(n, positions.debt_price[debt]),
            collateral_column=collateral,
            bonus=self.positions.margin.liquidation_bonus(positions, collateral),
        )

    def _settle(
        self, order: Liquidate, rows: IntArray, collateral: int, debt: int, unsafe: UnsafePositions, terms: Settlement
    ) -> None:
        if not order.take_over:
            self._pay(order, collateral, debt, terms)
        self.book.add_collateral(rows, collateral, -terms.seized)
        self.book.set_debt(rows, debt, self._scaled_debt_left(rows, debt, unsafe.debt, terms.repaid))
        self.site.log.add(
            Liquidated(
                self.pool,
                order.account,
                order.borrower,
                order.collateral,
                order.debt,
                terms.repaid,
                terms.seized,
                terms.protocol_fee,
                unsafe.collateral_price,
                unsafe.debt_price,
                unsafe.health,
                self.positions.health(rows),
            )
        )
        if order.take_over:
            take_over(order, (collateral, debt), terms, self.positions)
        write_off(rows, self.positions)

    def _pay(self, order: Liquidate, collateral: int, debt: int, terms: Settlement) -> None:
        ledger, custody = self.site.ledger, self.positions.custody
        asset = self.positions.columns[collateral]
        self.reserves.collect(debt, order.account, terms.repaid)
        ledger.transfer(asset, custody, order.account, terms.seized - terms.protocol_fee)
        ledger.transfer(asset, custody, self.treasury, terms.protocol_fee)

    def _scaled_debt_left(self, rows: IntArray, debt: int, owed: FloatArray, repaid: FloatArray) -> FloatArray:
        left = self.book.debt[rows, debt] - repaid / self.reserves.borrow_index[debt]
        return np.where(repaid >= owed, 0.0, np.maximum(0.0, left))
