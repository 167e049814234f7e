"""The maintenance requirement of a perpetual market in the course of a run."""

from dataclasses import dataclass

import numpy as np

from firesale.analysis.contagion.attribution.event_columns import EventColumns
from firesale.analysis.contagion.attribution.factors import Index
from firesale.analysis.contagion.attribution.sources import Source, Sources
from firesale.analysis.contagion.channel_names import PARAMETERS
from firesale.market.arrays import FloatArray, IntArray
from firesale.market.events import MaintenanceStated

STEP = 1e-6
"""Relative change of a position's value by which the slope of a requirement is found."""


@dataclass(frozen=True, eq=False)
class Schedule:
    """s statements of b brackets: needed is the sum over brackets of `fraction` (s, b) times what of a value lies between `above` (s, b) and
    the next one. `stated` is a factor whose value counts the statements.
    """

    above: FloatArray
    upper: FloatArray
    fraction: FloatArray
    stated: Index

    def needed(self, rows: IntArray, notional: FloatArray) -> FloatArray:
        """Requirement (n,) of positions of this value (n,) by the statements `rows` (n,), margin units."""
        inside = np.clip(notional[:, None], self.above[rows], self.upper[rows]) - self.above[rows]
        return np.asarray((inside * self.fraction[rows]).sum(axis=1))

    def slope(self, rows: IntArray, notional: FloatArray) -> FloatArray:
        """Change of the requirement (n,) per logarithmic change of the position's value."""
        return (self.needed(rows, notional * (1.0 + STEP)) - self.needed(rows, notional)) / STEP


def schedule_of(events: EventColumns, venue: str, asset: str, sources: Sources) -> Schedule:
    """What a venue stated about one market. A statement begins with the bracket from 0 on."""
    rows = events.rows_by(MaintenanceStated, "venue", "asset")[venue, asset]
    above = events.floats(MaintenanceStated, "above")[rows]
    fraction = events.floats(MaintenanceStated, "fraction")[rows]
    statement = np.cumsum(above == 0.0) - 1
    first = np.flatnonzero(above == 0.0)
    place = np.arange(len(rows)) - first[statement]
    shape = (len(first), int(place.max()) + 1)
    lower, upper, part = np.full(shape, np.inf), np.full(shape, np.inf), np.zeros(shape)
    lower[statement, place], part[statement, place] = above, fraction
    upper[:, :-1] = lower[:, 1:]
    since = events.ints(MaintenanceStated, "sequence")[rows][first]
    source = np.full(len(first), sources.number(Source(PARAMETERS, pool=venue)))
    stated = Index(asset, "", False, since, np.arange(len(first), dtype=np.float64), since, source)
    return Schedule(np.where(np.isfinite(lower), lower, 0.0), upper, part, stated)
