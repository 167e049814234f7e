"""Auto-deleveraging: positions on the other side are closed against one that cannot be sold, at its bankruptcy price."""

import numpy as np

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.deleveraging.base import Candidates
from firesale.market.events import PositionDeleveraged
from firesale.market.perpetuals.accounts import profit
from firesale.market.risk import weighted_sum
from firesale.market.streams import Draws
from firesale.market.venues.base import Site
from firesale.market.venues.perpetuals.book import VAULT
from firesale.market.venues.perpetuals.closing_desk import ClosingDesk
from firesale.market.venues.perpetuals.state import PerpetualState

ROUNDING = 1e-12
"""Part of a position that is closed with the rest."""


class DeleveragingDesk:
    """Asks the rule whose positions are closed; what traders cannot bear goes to the vault if it is on the other side."""

    def __init__(self, venue: str, site: Site, state: PerpetualState, closing: ClosingDesk, draws: Draws) -> None:
        self.venue, self.site, self.state, self.closing, self.draws = venue, site, state, closing, draws
        self.book, self.terms = state.book, state.terms

    def close(self, row: IntArray, market: int, amount: float) -> None:
        """Close up to `amount` units of the position in a row, as far as the other side can bear it."""
        mark = self.state.mark(self.state.index())
        at = self.closing.unsafe(row, market, mark)
        price, side = float(self.closing.bankruptcy_price(at)[0]), float(np.sign(at.size[0]))
        for others in (self._traders(row, market, side), np.array([VAULT])):
            left = amount * float(mark[market]) > self.state.dust()
            if left and len(others) and -side * float(self.book.size[others[0], market]) > 0.0:
                amount -= self._close_against(row, others, market, amount, price, mark)

    def _traders(self, row: IntArray, market: int, side: float) -> IntArray:
        """Rows on the other side, the vault not counted."""
        others: IntArray = np.flatnonzero(side * self.book.size[1 : self.book.rows, market] < 0.0) + 1
        return np.asarray(others[others != row[0]], dtype=np.int64)

    def _close_against(
        self, row: IntArray, others: IntArray, market: int, amount: float, price: float, mark: FloatArray
    ) -> float:
        line = self._candidates(others, market, price, mark)
        self.draws.step, self.draws.calls = self.site.log.mark(), 0
        closed = self.terms.deleveraging.closed(amount, line, float(self.draws.uniform()[0]))
        closed = np.where(closed >= line.size * (1.0 - ROUNDING), line.size, closed)
        touched, closed = others[closed > 0.0], closed[closed > 0.0]
        if len(touched) == 0:
            return 0.0
        side = float(np.sign(self.book.size[row[0], market]))
        total, held = float(closed.sum()), abs(float(self.book.size[row[0], market]))
        given = held if abs(total - held) <= ROUNDING * held else total
        self.book.move(touched, market, side * closed, np.full(len(touched), price))
        self.book.move(row, market, np.array([-side * given]), np.array([price]))
        self.book.pay(row, np.array([side * price * (total - given)]))  # what rounding made of the cost
        accounts, owner = self.book.owners(touched), int(self.book.owners(row)[0])
        asset, at = self.terms.markets[market], float(mark[market])
        change = side * closed
        self.site.log.add(PositionDeleveraged(self.venue, accounts, owner, asset, change, price, at))
        return total

    def _candidates(self, rows: IntArray, market: int, price: float, mark: FloatArray) -> Candidates:
        """Positions of some rows as the rule sees them; none is closed further than its owner can pay for.

        Nor is one of an account in debt whose share of the debt its closing would not pay: it would leave the debt with less behind it.
        Source: dYdX v4, `TestProcessDeleveraging`, bankruptcy prices that do not overlap.
        """
        size, entry = self.book.size[rows, market], self.book.entry[rows, market]
        units, now, value = np.abs(size), float(mark[market]), self.state.value(rows, mark)
        loss = np.sign(size) * (now - price)  # per unit against the mark, margin units
        debt = np.maximum(0.0, -value) * self.closing.unsafe(rows, market, mark).share
        with np.errstate(divide="ignore", invalid="ignore"):
            bearable = np.where(loss > 0.0, np.maximum(0.0, value) / loss, np.inf)
        bearable = np.where(debt > np.maximum(0.0, -loss) * units * (1.0 + ROUNDING), 0.0, bearable)
        notional = np.abs(self.book.size[rows]) * mark
        return Candidates(
            size=units,
            most=np.minimum(units, bearable),
            profit=profit(size, entry, np.full(len(rows), now)),
            margin=units * entry,
            notional=weighted_sum(notional, np.ones(len(mark))),
            value=value,
        )
