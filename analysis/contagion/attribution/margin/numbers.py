"""Which closing of a run an event of a venue of perpetuals is."""

import numpy as np

from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.market.arrays import IntArray
from firesale.market.events import Liquidated

NONE = -1


class Numbers:
    """The closings of one venue, by moment and owner: an event closes an owner in one market at most."""

    def __init__(self, events: EventColumns, venue: str) -> None:
        here = np.flatnonzero(events.names(Liquidated, "venue").are(venue))
        moments, owners = (events.ints(Liquidated, name)[here].tolist() for name in ("sequence", "borrower"))
        self._number = dict(zip(zip(moments, owners, strict=True), here.tolist(), strict=True))

    def of(self, moments: IntArray, owners: IntArray) -> IntArray:
        """The number of each closing (n,), NONE where there is none."""
        keys = zip(moments.tolist(), owners.tolist(), strict=True)
        return np.array([self._number.get(key, NONE) for key in keys], dtype=np.int64)
