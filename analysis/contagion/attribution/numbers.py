"""Which closing of a run an event is."""

import numpy as np

from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.market.arrays import IntArray
from firesale.market.events import Liquidated

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
