"""Indexes and thresholds of pools, as factors: what interest, losses of lenders and changes of parameters do."""

import numpy as np

from firesale.analysis.contagion.attribution.event_columns import EventColumns, phase_of_round
from firesale.analysis.contagion.attribution.factors import Index
from firesale.analysis.contagion.attribution.sources import Source, Sources
from firesale.analysis.contagion.channel_names import CLAIM, INTEREST, PARAMETERS
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import AssetListed, Event, InterestAccrued, LossAbsorbed

SMALLEST = 1e-300
"""An index of zero has no logarithm."""
NO_ROWS: IntArray = np.zeros(0, dtype=np.int64)

Series = tuple[IntArray, FloatArray, IntArray, IntArray]
"""Since, logarithm, phase and source of each change, as in `Index`."""


class Indexes:
    """Makes the indexes of a run."""

    def __init__(self, events: EventColumns, sources: Sources) -> None:
        self.events, self.sources = events, sources
        self._accrued = events.rows_by(InterestAccrued, "venue", "asset")
        self._lost = events.rows_by(LossAbsorbed, "venue", "asset")
        self._listed = events.rows_by(AssetListed, "venue", "asset")
        self._as_collateral = events.names(AssetListed, "use").are("collateral")
        self._claims: dict[tuple[str, bool], Index] = {}

    def debt(self, pool: str, asset: str) -> Index:
        """What a unit of debt has grown to."""
        return Index(asset, "", True, *self._interest(pool, asset, "borrow_index"))

    def claim(self, receipt: str, pool: str, asset: str, loss_free: bool) -> Index:
        """What a receipt token is worth in its underlying: interest raises it, losses of lenders lower it unless it is valued loss-free."""
        if (receipt, loss_free) not in self._claims:
            grown, cut = self._interest(pool, asset, "supply_index"), self._losses(pool, asset)
            since, level, phase, source = (np.concatenate(both) for both in zip(grown, cut, strict=True))
            order = np.argsort(since, kind="stable")
            if loss_free:
                step = np.diff(level[order], prepend=0.0)
                level[order] = np.cumsum(np.where(order < len(grown[0]), step, 0.0))
            self._claims[receipt, loss_free] = Index(
                receipt, "", True, since[order], level[order], phase[order], source[order]
            )
        return self._claims[receipt, loss_free]

    def threshold(self, pool: str, asset: str) -> Index:
        """The liquidation threshold, which may change while positions are open."""
        rows = self._listed.get((pool, asset), NO_ROWS)
        rows = rows[self._as_collateral[rows]]
        since, level = self._columns(AssetListed, "liquidation_threshold", rows)
        source = np.full(len(rows), self.sources.number(Source(PARAMETERS, pool=pool)))
        return Index(asset, "", False, since, level, since, source)

    def _interest(self, pool: str, asset: str, name: str) -> Series:
        rows = self._accrued.get((pool, asset), NO_ROWS)
        source = np.full(len(rows), self.sources.number(Source(INTEREST, pool=pool)))
        phase = phase_of_round(self.events, InterestAccrued, rows)
        return *self._columns(InterestAccrued, name, rows), phase, source

    def _losses(self, pool: str, asset: str) -> Series:
        since, level = self._columns(LossAbsorbed, "supply_index", self._lost.get((pool, asset), NO_ROWS))
        source = [self.sources.number(loss_source(pool, asset, moment)) for moment in since.tolist()]
        return since, level, since, np.array(source, dtype=np.int64)

    def _columns(self, event: type[Event], name: str, rows: IntArray) -> tuple[IntArray, FloatArray]:
        """Moments and logarithms of some rows."""
        level = np.log(np.maximum(self.events.floats(event, name)[rows], SMALLEST))
        return self.events.ints(event, "sequence")[rows], level


def loss_source(pool: str, asset: str, moment: int) -> Source:
    """Each loss of lenders is a source by itself."""
    return Source(CLAIM, pool=pool, asset=asset, block=moment)
