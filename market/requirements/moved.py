"""Moved: another requirement times a multiple per market, that an engine asks for."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.requirements.base import Requirement


@dataclass(frozen=True)
class Moved(Requirement):
    """Both requirements keep their proportion, until the value of the position is reached.

    In force while a margin engine moves; not for scenarios.
    """

    own: Requirement  # of the venue's terms
    multiple: FloatArray  # (m,)
    opening: FloatArray | None = None  # (m,), multiple of the initial requirement if it is another one

    @override
    def initial(self, notional: FloatArray, open_value: FloatArray) -> FloatArray:
        multiple = self.multiple if self.opening is None else self.opening
        raised = np.minimum(notional, self.own.initial(notional, open_value) * multiple)
        return np.maximum(raised, self.maintenance(notional))

    @override
    def maintenance(self, notional: FloatArray) -> FloatArray:
        return np.asarray(np.minimum(notional, self.own.maintenance(notional) * self.multiple), dtype=np.float64)

    @override
    def schedule(self, markets: int) -> list[tuple[float, FloatArray]]:
        own = self.own.schedule(markets)
        bounds = np.array([bound for bound, _ in own])
        above = np.unique(np.concatenate((bounds, *self._reached(bounds, markets))))
        needed = self.maintenance(np.repeat(np.append(above, 2.0 * above[-1] + 1.0)[:, None], markets, axis=1))
        parts = np.diff(needed, axis=0) / np.diff(np.append(above, 2.0 * above[-1] + 1.0))[:, None]
        return list(zip(above.tolist(), parts, strict=True))

    def _reached(self, bounds: FloatArray, markets: int) -> list[FloatArray]:
        """From which notional on all of the value is needed, per market: (1,), or (0,) if never."""
        found = []
        slopes = np.stack([part for _, part in self.own.schedule(markets)]) * self.multiple
        short = bounds[:, None] - self.own.maintenance(np.repeat(bounds[:, None], markets, axis=1)) * self.multiple
        for slope, gap in zip(slopes.T, short.T, strict=True):
            last = np.flatnonzero((slope > 1.0) & (gap >= 0.0))[-1:]
            found.append(bounds[last] + gap[last] / (slope[last] - 1.0))
        return found


def smallest_margin(requirement: Requirement, markets: int) -> FloatArray:
    """Maintenance margin of a position of value 1 in each market (m,), fraction."""
    return np.asarray(requirement.maintenance(np.ones((1, markets)))[0], dtype=np.float64)
