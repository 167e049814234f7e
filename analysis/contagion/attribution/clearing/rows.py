"""The events that changed what members of a clearing house have there."""

from dataclasses import dataclass

import numpy as np

from firesale.analysis.contagion.attribution.change_causes import DEFAULTED, LIQUIDATED, OWNER
from firesale.analysis.contagion.attribution.clearing.houses import House
from firesale.analysis.contagion.attribution.columns import Columns
from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.numbers import NONE, Defaults
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import (
    CollateralPosted,
    CollateralWithdrawn,
    DefaultLossShared,
    Event,
    MemberDefaulted,
    PortfolioTaken,
    PositionCleared,
)

CLOSE_OUT = "close_out"


@dataclass(frozen=True)
class MemberRows(Columns):
    """Rows of events (r,); those of one account and event are one change."""

    account: IntArray
    moment: IntArray  # sequence number
    column: IntArray  # contract, or after these collateral; -1 for what concerns cash only
    units: FloatArray  # positive: more
    cash: FloatArray  # numeraire, positive: got
    posted: FloatArray  # 1 for what the owner posted or took back, else 0
    cause: IntArray  # place in CAUSES
    parent: IntArray  # number of the default that made the change, or NONE


class MemberReader:
    """Reads the events of one clearing house."""

    def __init__(self, events: EventColumns, house: House) -> None:
        self.events, self.house, self.defaults = events, house, Defaults(events)
        self.columns = (*house.contracts, *house.collateral)

    def all(self) -> MemberRows:
        """Every change of every member."""
        posted = [self._posted(CollateralPosted, 1.0), self._posted(CollateralWithdrawn, -1.0)]
        pieces = [*posted, self._cleared(), self._taken(), self._shared(), self._declared()]
        return MemberRows.stacked(pieces)

    def _rows(
        self,
        event: type[Event],
        column: str,
        units: FloatArray,
        cash: FloatArray,
        cause: int | IntArray,
        parent: int | IntArray,
        account: str = "account",
        posted: float = 0.0,
    ) -> MemberRows:
        """Rows of one kind of event at this house, given what each of its rows (n,) did."""
        events = self.events
        here = np.flatnonzero(events.names(event, "venue").are(self.house.name))
        n = events.count(event)
        place = events.names(event, column).places(self.columns) if column else np.full(n, -1)
        found = MemberRows(
            events.ints(event, account),
            events.ints(event, "sequence"),
            place,
            units,
            cash,
            np.full(n, posted),
            np.broadcast_to(np.asarray(cause, dtype=np.int64), (n,)),
            np.broadcast_to(np.asarray(parent, dtype=np.int64), (n,)),
        )
        return found.at(here)

    def _posted(self, event: type[Event], sign: float) -> MemberRows:
        amount = sign * self.events.floats(event, "amount")
        cash = np.where(self.events.names(event, "asset").are(self.events.tables.numeraire), amount, 0.0)
        return self._rows(event, "asset", amount, cash, OWNER, NONE, posted=1.0)

    def _cleared(self) -> MemberRows:
        """Trades, and portfolios that were closed out: taken over by one member, and gone from the other."""
        events, event = self.events, PositionCleared
        amount = events.floats(event, "amount")
        forced = events.names(event, "motive").are(CLOSE_OUT)
        parent = np.where(forced, self.defaults.by_account(event, "counterparty"), NONE)
        cause = np.where(forced, DEFAULTED, OWNER)
        return self._rows(event, "contract", amount, -amount * events.floats(event, "price"), cause, parent)

    def _taken(self) -> MemberRows:
        """What takers were paid."""
        cost = self.events.floats(PortfolioTaken, "cost")
        parent = self.defaults.by_account(PortfolioTaken, "account")
        return self._rows(PortfolioTaken, "", np.zeros(len(cost)), cost, DEFAULTED, parent, "taker")

    def _shared(self) -> MemberRows:
        """What members paid from their margin."""
        paid = np.where(
            self.events.frame(DefaultLossShared)["of_margin"].to_numpy(dtype=bool),
            self.events.floats(DefaultLossShared, "amount"),
            0.0,
        )
        parent = self.defaults.by_account(DefaultLossShared, "defaulter")
        return self._rows(DefaultLossShared, "", np.zeros(len(paid)), -paid, DEFAULTED, parent)

    def _declared(self) -> MemberRows:
        nothing = np.zeros(self.events.count(MemberDefaulted))
        number = self.defaults.by_account(MemberDefaulted, "account")
        return self._rows(MemberDefaulted, "", nothing, nothing, LIQUIDATED, number)
