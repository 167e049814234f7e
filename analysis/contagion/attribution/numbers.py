"""Which closing of a run an event is."""

import numpy as np

from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.market.arrays import IntArray
from firesale.market.events import Event, Liquidated, MemberDefaulted

NONE = -1


class Numbers:
    """The closings of a run by moment and owner: an event closes an owner in one place at most."""

    def __init__(self, events: EventColumns) -> None:
        moments, owners = (events.ints(Liquidated, name).tolist() for name in ("sequence", "borrower"))
        self._number = {pair: number for number, pair in enumerate(zip(moments, owners, strict=True))}

    def of(self, moments: IntArray, owners: IntArray) -> IntArray:
        """The number of each closing (n,), NONE where there is none."""
        keys = zip(moments.tolist(), owners.tolist(), strict=True)
        return np.array([self._number.get(key, NONE) for key in keys], dtype=np.int64)


class Defaults:
    """The defaults of members of clearing houses, which happen once in each."""

    def __init__(self, events: EventColumns) -> None:
        self.events = events
        rows = events.frame(Liquidated)
        self.numbers = np.flatnonzero(rows["by"].to_numpy() == MemberDefaulted.__name__)
        columns = (rows[name].to_numpy()[self.numbers].tolist() for name in ("venue", "borrower"))
        self._number = dict(zip(zip(*columns, strict=True), self.numbers.tolist(), strict=True))

    def by_account(self, event: type[Event], account: str) -> IntArray:
        """The number of the default of each account (n,) that an event names, NONE where there is none."""
        rows = self.events.frame(event)
        keys = zip(rows["venue"].tolist(), rows[account].tolist(), strict=True)
        return np.array([self._number.get(key, NONE) for key in keys], dtype=np.int64)
