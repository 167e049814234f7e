"""Debt takeover: whoever liquidates takes collateral and debt into a position of its own, which must be safe afterwards."""

from typing import Any

import numpy as np

from firesale.market.actions import Liquidate, Motive
from firesale.market.arrays import IntArray
from firesale.market.events import Borrowed, CollateralPosted, Refusal
from firesale.market.liquidation.base import Settlement
from firesale.market.orders import Outcome, Refused, refused_where
from firesale.market.venues.positions import PositionDesk

Columns = tuple[int, int]
"""Which of the pool's collaterals is taken for which of its debts."""


def may_take_over(
    order: Liquidate, borrowers: IntArray, pair: Columns, terms: Settlement, desk: PositionDesk
) -> Outcome:
    """Why not, if it may not. Of many orders an account that stands twice, or on both sides, is settled one after the other."""
    accounts: Any = np.asarray(order.account)
    takers = desk.book.rows_for(np.unique(accounts))
    if len(takers) < len(accounts) or np.isin(takers, borrowers).any():
        return Refusal.UNSAFE if len(accounts) > 1 else Refused(Refusal.UNSAFE, np.ones(1, dtype=np.bool_))
    after = desk.at(desk.book.row_of[accounts])
    after.collateral[:, pair[0]] += terms.seized
    after.debt[:, pair[1]] += terms.repaid
    safe = desk.may_open(after) & (desk.margin.health(after) >= 1.0)
    return refused_where(~safe, Refusal.UNSAFE)


def take_over(order: Liquidate, pair: Columns, terms: Settlement, desk: PositionDesk) -> None:
    """Add what is seized and what is repaid to the liquidators' positions, as if they had borrowed to repay and pledged what they got."""
    collateral, debt = pair
    accounts: Any = np.asarray(order.account)
    rows = desk.book.row_of[accounts]
    scaled = desk.book.debt[rows, debt] + terms.repaid / desk.reserves.borrow_index[debt]
    desk.book.add_collateral(rows, collateral, terms.seized)
    desk.book.set_debt(rows, debt, scaled)
    desk.gate.checked(rows)
    for kind, asset, amount in (
        (CollateralPosted, order.collateral, terms.seized),
        (Borrowed, order.debt, terms.repaid),
    ):
        desk.site.log.add(kind(desk.pool, accounts, asset, amount, Motive.LIQUIDATION))
