"""The events that changed a position which was ever liquidated."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from firesale.analysis.contagion.attribution.change_causes import LIQUIDATED, OWNER, REDEEMED, REDISTRIBUTED
from firesale.analysis.contagion.attribution.columns import Columns
from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.position_changes import CHANGES, of_positions
from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.events import (
    Borrowed,
    CollateralPosted,
    CollateralWithdrawn,
    Event,
    Liquidated,
    Redeemed,
    RedistributionReceived,
    Repaid,
)

CAUSE_OF: Mapping[type[Event], int] = MappingProxyType(
    {
        **dict.fromkeys((CollateralPosted, CollateralWithdrawn, Borrowed, Repaid), OWNER),
        RedistributionReceived: REDISTRIBUTED,
        Redeemed: REDEEMED,
    }
)
"""Why events change positions; all others close them."""


@dataclass(frozen=True)
class ChangeRows(Columns):
    """Rows of events (r,), by position and time; those of one event and position are one change."""

    position: IntArray
    moment: IntArray  # sequence number
    asset: IntArray  # place among the assets that are listed
    owed: BoolArray  # debt; else collateral
    cause: IntArray  # place in CAUSES
    units: FloatArray  # positive if it became more


class Histories:
    """All changes of all positions that were ever liquidated. A position is a pool and an account, as one number."""

    def __init__(self, events: EventColumns) -> None:
        self.pools = events.names(Liquidated, "venue").known
        self.assets = tuple(dict.fromkeys(events.tables.listings["asset"]))
        self._accounts = 1 + max(int(events.ints(kind, who).max(initial=0)) for kind, who, *_ in CHANGES)
        self.liquidated = self._position(events, Liquidated, "borrower")  # (n,), by liquidation
        known = np.unique(self.liquidated)
        rows = ChangeRows.stacked([self._rows(events, known, *change) for change in CHANGES])
        self.rows = rows.at(np.lexsort((rows.moment, rows.position)))

    def of(self, pool: str) -> ChangeRows:
        """Those of one pool."""
        place = self.pools.index(pool)
        start, end = np.searchsorted(self.rows.position, [place * self._accounts, (place + 1) * self._accounts])
        return self.rows.at(np.arange(start, end))

    def _position(self, events: EventColumns, event: type[Event], account: str) -> IntArray:
        """The position of each row (r,); negative in a pool that liquidated nobody."""
        return events.names(event, "venue").places(self.pools) * self._accounts + events.ints(event, account)

    def _rows(
        self,
        events: EventColumns,
        known: IntArray,
        event: type[Event],
        account: str,
        asset: str,
        amount: str,
        use: str,
        sign: float,
    ) -> ChangeRows:
        """What one kind of event did to the positions that are `known`."""
        position = self._position(events, event, account)
        kept = np.flatnonzero(np.isin(position, known) & of_positions(events.frame(event)))
        return ChangeRows(
            position[kept],
            events.ints(event, "sequence")[kept],
            events.names(event, asset).places(self.assets)[kept],
            np.full(len(kept), use == "debt"),
            np.full(len(kept), CAUSE_OF.get(event, LIQUIDATED)),
            sign * events.floats(event, amount)[kept],
        )
