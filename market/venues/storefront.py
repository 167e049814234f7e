"""Absorbing unsafe positions, and the storefront where the protocol sells what it absorbed."""

import numpy as np
from typing_extensions import override

from firesale.market.actions import BuyCollateral, TriggerLiquidation
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.errors import BrokenInvariantError
from firesale.market.events import LotTaken, PositionSeized, Refusal
from firesale.market.ledger import TOLERANCE
from firesale.market.liquidation.absorb import Absorb
from firesale.market.margin.base import Positions
from firesale.market.orders import Outcome, Refused, refused_where
from firesale.market.venues.base import Site
from firesale.market.venues.closing_house import ClosingHouse
from firesale.market.venues.lot_list import Counter
from firesale.market.venues.positions import PositionDesk

BASE = 0
NO_LOT = -1


class Storefront(ClosingHouse):
    """`account` holds what was absorbed. Of the debt absorbed, what the storefront would not bring at once is deficit; the rest is on sale."""

    def __init__(self, pool: str, site: Site, mechanism: Absorb, positions: PositionDesk) -> None:
        self.pool, self.site, self.mechanism = pool, site, mechanism
        self.positions, self.book, self.funds = positions, positions.book, positions.reserves
        self.account = site.open_account()
        self.held: FloatArray = np.zeros(len(positions.columns))  # units of each collateral
        self.last_owner: IntArray = np.zeros(1, dtype=np.int64)
        self.handlers = {TriggerLiquidation: self.absorb_position, BuyCollateral: self.buy}

    def reserves(self) -> float:
        """What the protocol owns of the base asset, negative when it lent more than it has: in a pool, cash + debt - deposits."""
        funds = self.funds
        kept = float(funds.protocol_claims[BASE] * funds.supply_index[BASE])
        return funds.surplus(BASE) + kept - float(funds.on_sale[BASE] + funds.deficit[BASE])

    def prices(self) -> FloatArray:
        """Oracle prices of the collaterals (k,) in units of the base asset."""
        return np.asarray(self.positions.collateral_prices() / self.positions.debt_prices()[BASE])

    def asked(self) -> FloatArray:
        """Storefront prices (k,), units of the base asset."""
        return self.mechanism.asked(self.prices())

    def absorb_position(self, order: TriggerLiquidation) -> Outcome:
        """All of the orders or none."""
        rows = self.book.row_of[np.asarray(order.borrower)]
        if (rows < 0).any():
            return Refused(Refusal.NO_POSITION, rows < 0)
        if len(rows) > 1 and len(np.unique(rows)) < len(rows):
            return Refusal.NO_POSITION
        at = self.positions.at(rows)
        health = self.positions.margin.health(at)
        refused = self.positions.gate.refusal(rows)
        refused = refused or refused_where(~(health < 1.0), Refusal.NOT_LIQUIDATABLE)
        if refused is not None:
            return refused
        self._absorb(order, rows, at, health)
        return None

    def _absorb(self, order: TriggerLiquidation, rows: IntArray, at: Positions, health: FloatArray) -> None:
        owners, debt, prices = np.asarray(order.borrower), at.debt[:, BASE], self.prices()
        credit = np.maximum(0.0, self.mechanism.value(at.collateral, prices) - debt)
        brings = (at.collateral * self.mechanism.asked(prices)).sum(axis=1)
        uncovered = np.maximum(0.0, debt + credit - brings)
        self._take(rows, at.collateral)
        self.funds.put_on_sale(BASE, float((debt + credit - uncovered).sum()))
        if credit.any():
            self.funds.credit(BASE, owners, credit)
        self._log(order, at, credit, health)
        short = np.flatnonzero(uncovered > 0.0)
        if len(short):
            price = float(self.positions.debt_prices()[BASE])
            self.funds.realise_bad_debt(BASE, owners[short], uncovered[short], price, of_lot=True)
        self.site.journal.write(self, "last_owner", 0, int(owners[-1]))

    def _take(self, rows: IntArray, collateral: FloatArray) -> None:
        """Collateral (n, k) goes to the storefront, the debt of the rows is gone."""
        self.book.set_debt(rows, BASE, np.zeros(len(rows)))
        for k, column in enumerate(self.positions.columns):
            units = collateral[:, k]
            self.book.add_collateral(rows, k, -units)
            self.site.ledger.transfer(column, self.positions.custody, self.account, float(units.sum()))
            self.site.journal.write(self, "held", k, float(self.held[k] + units.sum()))

    def _log(self, order: TriggerLiquidation, at: Positions, credit: FloatArray, health: FloatArray) -> None:
        """A row for each collateral, with its part of the debt by value."""
        terms, n = self.positions.terms, len(health)
        value = at.collateral * at.collateral_price
        part = np.divide(value, value.sum(axis=1, keepdims=True), out=np.zeros_like(value), where=value > 0.0)
        part[value.sum(axis=1) <= 0.0, 0] = 1.0
        for k, asset in enumerate(terms.collateral):
            some = np.flatnonzero((part[:, k] > 0.0) | (at.collateral[:, k] > 0.0))
            if len(some) == 0:
                continue
            self.site.log.add(
                PositionSeized(
                    self.pool,
                    np.broadcast_to(order.account, n)[some],
                    np.asarray(order.borrower)[some],
                    asset,
                    terms.debt[BASE],
                    (at.debt[:, BASE] * part[:, k])[some],
                    at.collateral[some, k],
                    -(credit * part[:, k])[some],
                    np.zeros(len(some)),
                    float(at.collateral_price[k]),
                    float(at.debt_price[BASE]),
                    health[some],
                    np.full(len(some), np.inf),
                    np.full(len(some), NO_LOT),
                )
            )

    def buy(self, order: BuyCollateral) -> Outcome:
        """One account after the other: each may be the one whose money fills the reserves."""
        terms = self.positions.terms
        if order.asset not in terms.collateral:
            return Refusal.UNKNOWN_ASSET
        if np.size(order.account) > 1:
            return Refusal.NO_CASH
        if not self.reserves() < self.mechanism.target_reserves:
            return Refusal.NOT_OFFERED
        k, account = terms.collateral.index(order.asset), int(np.asarray(order.account)[0])
        amount, asked = np.asarray(order.amount, dtype=np.float64), float(self.asked()[k])
        units = float(amount[0]) / asked if asked > 0.0 else np.inf
        if units < float(np.asarray(order.min_amount_out)[0]):
            return Refusal.SLIPPAGE
        if not units <= float(self.held[k]):
            return Refusal.NO_CASH
        if not self.site.ledger.can_pay(account, self.funds.columns[BASE], amount):
            return Refusal.NO_BALANCE
        self._sell(k, account, units, amount)
        return None

    def _sell(self, k: int, account: int, units: float, paid: FloatArray) -> None:
        self.funds.raise_from(BASE, account, paid, min(float(paid[0]), float(self.funds.on_sale[BASE])))
        self.site.ledger.transfer(self.positions.columns[k], self.account, account, units)
        self.site.journal.write(self, "held", k, max(0.0, float(self.held[k]) - units))
        terms = self.positions.terms
        price = float(self.prices()[k])
        sold = (terms.collateral[k], terms.debt[BASE], units, float(paid[0]), price)
        self.site.log.add(LotTaken(self.pool, account, NO_LOT, *sold))

    @override
    def absorb(self) -> None:
        """When nothing is left to sell, what was not raised becomes deficit."""
        left = float(self.funds.on_sale[BASE])
        if left > 0.0 and not (self.held > 0.0).any():
            self.funds.give_up(BASE, int(self.last_owner[0]), left, float(self.positions.debt_prices()[BASE]))

    @override
    def counter(self) -> Counter:
        return Counter(self.asked(), self.held.copy(), self.reserves() < self.mechanism.target_reserves)

    @override
    def check(self) -> None:
        for k, column in enumerate(self.positions.columns):
            held = self.site.ledger.balance(self.account, column)
            scale = max(1.0, float(self.site.ledger.largest_supply[column]))
            if not abs(held - float(self.held[k])) <= TOLERANCE * scale:
                raise BrokenInvariantError(f"{self.pool}: the storefront holds {held}, its books say {self.held[k]}")
