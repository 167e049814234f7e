"""Liquidations that a pool carries out itself when anybody triggers them: position by position becomes a lot."""

import numpy as np

from firesale.market.actions import TriggerLiquidation
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import PositionSeized, Refusal
from firesale.market.liquidation.auction import Auction, Seized, WholePositions
from firesale.market.liquidation.dutch_auction import DutchAuction
from firesale.market.orders import Outcome, Refused, refused_where
from firesale.market.venues.base import Site
from firesale.market.venues.lot_desk import LotDesk
from firesale.market.venues.positions import PositionDesk


class SeizureDesk:
    """Of a pool with one collateral and one debt. The reward of the one who triggers is lent by the pool and must be raised too."""

    def __init__(self, pool: str, site: Site, mechanism: Auction, positions: PositionDesk, lots: LotDesk) -> None:
        self.pool, self.site, self.mechanism = pool, site, mechanism
        self.positions, self.lots = positions, lots
        self.book, self.funds = positions.book, positions.reserves

    def trigger(self, order: TriggerLiquidation) -> Outcome:
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
        price = np.full(len(rows), float(at.collateral_price[0] / at.debt_price[0]))
        whole = WholePositions(at.collateral[:, 0], at.debt[:, 0], price)
        seized = self.mechanism.seize(whole, self.lots.tab())
        if isinstance(self.mechanism, DutchAuction) and not np.all(price > 0.0):
            return Refused(Refusal.NO_ROOM, ~(price > 0.0))  # a lot that begins at nothing would be taken for nothing
        if not np.all(seized.debt > 0.0):
            return Refused(Refusal.NO_ROOM, seized.debt <= 0.0)
        if float(seized.reward.sum()) > self.funds.cash(0):
            return Refusal.NO_CASH
        self._seize(order, rows, whole, seized, health)
        return None

    def _seize(
        self, order: TriggerLiquidation, rows: IntArray, whole: WholePositions, seized: Seized, health: FloatArray
    ) -> None:
        book, funds = self.book, self.funds
        index = funds.borrow_index[0]
        left = np.where(seized.debt >= whole.debt, 0.0, np.maximum(0.0, book.debt[rows, 0] - seized.debt / index))
        book.set_debt(rows, 0, left)
        book.add_collateral(rows, 0, -seized.collateral)
        self.site.ledger.transfer(
            self.positions.columns[0], self.positions.custody, self.lots.account, seized.collateral
        )
        funds.put_on_sale(0, float(seized.debt.sum() + seized.reward.sum()))
        if seized.reward.any():
            funds.lend(0, order.account, seized.reward)
        lots = self.lots.open(np.asarray(order.borrower), seized, self.mechanism.top(whole.price))
        terms = self.positions.terms
        collateral_price, debt_price = self.positions.collateral_prices()[0], self.positions.debt_prices()[0]
        self.site.log.add(
            PositionSeized(
                self.pool,
                order.account,
                order.borrower,
                terms.collateral[0],
                terms.debt[0],
                seized.debt,
                seized.collateral,
                seized.tab - seized.debt,
                seized.reward,
                float(collateral_price),
                float(debt_price),
                health,
                self.positions.health(rows),
                lots,
            )
        )
