"""The events that changed the margin accounts of a venue of perpetuals."""

from dataclasses import dataclass, replace

import numpy as np

from firesale.analysis.contagion.attribution.change_causes import LIQUIDATED, OWNER, TAKEN
from firesale.analysis.contagion.attribution.columns import Columns
from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.margin.markets import Markets
from firesale.analysis.contagion.attribution.numbers import NONE, Numbers
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import (
    Event,
    FundDrawn,
    MarginChanged,
    PositionChanged,
    PositionDeleveraged,
    PositionLiquidated,
)


@dataclass(frozen=True)
class MarginRows(Columns):
    """Rows of events (r,); those of one account and event are one change."""

    account: IntArray
    moment: IntArray  # sequence number
    market: IntArray  # place; -1 for what concerns margin only
    size: FloatArray  # units, positive: bought
    cash: FloatArray  # margin units, positive: got
    paid: FloatArray  # the part of it that the owner paid in
    cause: IntArray  # place in CAUSES
    parent: IntArray  # number of the closing that made the change, or NONE


class RowReader:
    """Reads the events of one venue."""

    def __init__(self, events: EventColumns, markets: Markets) -> None:
        self.events, self.markets = events, markets
        self.numbers = Numbers(events)

    def all(self) -> MarginRows:
        """Every change of every account; the vault is none of them."""
        pieces = [self._margin(), self._traded(), *self._closed(), *self._deleveraged(), self._drawn()]
        found = MarginRows.stacked(pieces)
        return found.at(found.account >= 0)

    def _here(self, event: type[Event]) -> IntArray:
        return np.flatnonzero(self.events.names(event, "venue").are(self.markets.venue))

    def _made(
        self, event: type[Event], account: str, size: FloatArray, cash: FloatArray, cause: int, owner: str = ""
    ) -> MarginRows:
        """Rows of one kind of event, given size and cash (r,) of those here; `owner`: column that says whose closing made the change."""
        rows, events = self._here(event), self.events
        moment, nothing = events.ints(event, "sequence")[rows], np.zeros(len(rows))
        parent = self.numbers.of(moment, events.ints(event, owner)[rows]) if owner else np.full(len(rows), NONE)
        market = events.names(event, "asset").places(self.markets.assets)[rows]
        accounts = events.ints(event, account)[rows]
        return MarginRows(accounts, moment, market, size, cash, nothing, np.full(len(rows), cause), parent)

    def _floats(self, event: type[Event], name: str) -> FloatArray:
        return self.events.floats(event, name)[self._here(event)]

    def _margin(self) -> MarginRows:
        amount = self._floats(MarginChanged, "amount")
        found = self._made(MarginChanged, "account", np.zeros(len(amount)), amount, OWNER)
        return replace(found, paid=amount)

    def _traded(self) -> MarginRows:
        change, price = self._floats(PositionChanged, "change"), self._floats(PositionChanged, "price")
        cash = -change * price - self._floats(PositionChanged, "fee")
        return self._made(PositionChanged, "account", change, cash, OWNER)

    def _closed(self) -> list[MarginRows]:
        """Owners, and those who took their positions over."""
        event, change = PositionLiquidated, self._floats(PositionLiquidated, "change")
        cash = -change * self._floats(event, "price")
        to_fund = self._floats(event, "to_fund")
        owners = self._made(event, "owner", change, cash - to_fund, LIQUIDATED, "owner")
        return [owners, self._made(event, "account", -change, -cash, OWNER)]

    def _deleveraged(self) -> list[MarginRows]:
        """Those who lost a position against somebody's, and whose that was."""
        event, change = PositionDeleveraged, self._floats(PositionDeleveraged, "change")
        cash = -change * self._floats(event, "price")
        taken = self._made(event, "account", change, cash, TAKEN, "owner")
        return [taken, self._made(event, "owner", -change, -cash, LIQUIDATED, "owner")]

    def _drawn(self) -> MarginRows:
        """Debts that the fund paid; what it paid in closings is in their price."""
        found = self._made(
            FundDrawn, "owner", np.zeros(len(self._here(FundDrawn))), self._floats(FundDrawn, "amount"), LIQUIDATED
        )
        return found.at(found.market < 0)
