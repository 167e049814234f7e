"""What those who sell seized collateral got of it, when, and from which liquidation."""

from dataclasses import dataclass

import numpy as np

from firesale.analysis.contagion.attribution.columns import Columns
from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.numbers import NONE, Defaults, Numbers
from firesale.analysis.contagion.attribution.stock import last_in_first_out
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import Event, Liquidated, LiquidatorCompensated, LotTaken, MarginSeized, PositionSeized

NO_LOT = -1


@dataclass(frozen=True)
class Arrivals(Columns):
    """Collateral that came to accounts; every column is of shape (j,), in order of moments."""

    account: IntArray
    asset: IntArray  # place in a list of assets
    moment: IntArray
    units: FloatArray
    liquidation: IntArray


class ArrivalReader:
    """Reads the events with which collateral comes to liquidators, keepers and bidders."""

    def __init__(self, events: EventColumns) -> None:
        self.events, self.numbers = events, Numbers(events)
        kinds = (Liquidated, LotTaken, LiquidatorCompensated, MarginSeized)
        self.assets = tuple(dict.fromkeys(name for kind in kinds for name in events.names(kind, "collateral").known))

    def all(self) -> Arrivals:
        """Every arrival of the run."""
        pieces = [self._liquidated(), self._lots(), self._compensated(), self._defaulted(), *self._from_storefronts()]
        found = Arrivals.stacked(pieces)
        found = found.at((found.units > 0.0) & (found.liquidation != NONE))
        return found.at(np.argsort(found.moment, kind="stable"))

    def _made(self, event: type[Event], units: str, liquidation: IntArray) -> Arrivals:
        events = self.events
        return Arrivals(
            events.ints(event, "account"),
            events.names(event, "collateral").places(self.assets),
            events.ints(event, "sequence"),
            events.floats(event, units),
            liquidation,
        )

    def _liquidated(self) -> Arrivals:
        return self._made(Liquidated, "received", np.arange(self.events.count(Liquidated)))

    def _compensated(self) -> Arrivals:
        events, event = self.events, LiquidatorCompensated
        numbers = self.numbers.of(events.ints(event, "sequence"), events.ints(event, "borrower"))
        return self._made(event, "received", numbers)

    def _defaulted(self) -> Arrivals:
        """Collateral of defaulters, which their clearing houses sell."""
        return self._made(MarginSeized, "received", Defaults(self.events).by_account(MarginSeized, "borrower"))

    def _lots(self) -> Arrivals:
        """Lots of auctions."""
        closed, sold = (self._lot_keys(event) for event in (Liquidated, LotTaken))
        number = {key: place for place, key in enumerate(closed) if key[1] != NO_LOT}
        return self._made(LotTaken, "received", np.array([number.get(key, NONE) for key in sold], dtype=np.int64))

    def _lot_keys(self, event: type[Event]) -> list[tuple[str, int]]:
        rows = self.events.frame(event)
        return list(zip(rows["venue"].tolist(), rows["lot"].tolist(), strict=True))

    def _from_storefronts(self) -> list[Arrivals]:
        """A storefront sells first what it absorbed last."""
        events = self.events
        sold, absorbed = (
            {pair: rows[events.ints(event, "lot")[rows] == NO_LOT] for pair, rows in self._by_place(event).items()}
            for event in (LotTaken, PositionSeized)
        )
        taken = self._made(LotTaken, "received", np.full(events.count(LotTaken), NONE))
        moment = events.ints(PositionSeized, "sequence")
        number = self.numbers.of(moment, events.ints(PositionSeized, "borrower"))
        came = events.floats(PositionSeized, "seized")
        pieces = []
        for pair, out in sold.items():
            mine = absorbed.get(pair, out[:0])
            went, arrived, units = last_in_first_out(moment[mine], came[mine], taken.moment[out], taken.units[out])
            of = taken.at(out[went])
            pieces.append(Arrivals(of.account, of.asset, of.moment, units, number[mine[arrived]]))
        return pieces

    def _by_place(self, event: type[Event]) -> dict[tuple[str, str], IntArray]:
        return self.events.rows_by(event, "venue", "collateral")
