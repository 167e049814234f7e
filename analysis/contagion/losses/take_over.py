"""Whoever takes over a bankrupt position above the mark: a market maker, or a trader."""

import numpy as np

from firesale.analysis.contagion.losses.margins import BANKRUPT, in_margin, taker
from firesale.analysis.contagion.losses.shares import Shares, one_bearer, shares
from firesale.analysis.tables import RunTables
from firesale.market.events import PositionLiquidated


def take_over(tables: RunTables) -> Shares:
    """Each row of `PositionLiquidated` whose owner was bankrupt is a loss, in units of the margin asset: what was paid above the mark price, up
    to the bankruptcy price (for a long; mirrored for a short). Above that the taker pays for its own trade.
    """
    rows = in_margin(tables, tables.table(PositionLiquidated).rename(columns={"price": "paid"}))
    side = -np.sign(rows["change"])
    worst = np.minimum(side * rows["bankruptcy_price"], side * rows["paid"])
    amount = rows["change"].abs() * (worst - side * rows["mark_price"])
    rows = rows.assign(amount=amount)[amount > 0.0].reset_index(drop=True)
    rows = rows.assign(number=rows.index, path="take_over", origin=BANKRUPT)
    borne = one_bearer(rows, "", rows["account"]).assign(bearer=taker(rows["account"]))
    return shares(rows, borne)
