"""What an engine asks for, and how a new demand is phased in."""

import math
from dataclasses import dataclass, replace

import numpy as np

from firesale.market.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class MarginDemand:
    """Haircuts of k assets; how far they add up within one position; and how they differ from account to account."""

    haircut: FloatArray  # (k,), fraction of value that does not count
    correlation: FloatArray | None = None  # (k, k); none: all 1, the haircuts of a position add up
    standing: FloatArray | None = None  # (accounts,), each one's multiple of the haircut; none: all 1
    opening: FloatArray | None = None  # (k,), haircut that new positions bear if it is larger; none: the same

    @property
    def to_open(self) -> FloatArray:
        """Haircuts that new positions bear (k,)."""
        return self.haircut if self.opening is None else np.maximum(self.opening, self.haircut)

    def clipped(self, floor: float, ceiling: float) -> "MarginDemand":
        """The same with haircuts between floor and ceiling."""
        opening = None if self.opening is None else np.clip(self.opening, floor, ceiling)
        return replace(self, haircut=np.clip(self.haircut, floor, ceiling), opening=opening)


def approach(now: MarginDemand, wanted: MarginDemand, rise: float, fall: float) -> MarginDemand:
    """From what is in force towards what is wanted: no haircut by more than `rise` up or `fall` down.

    Correlations go the same part of their way, so that they stay those of something: none of them moves by more than the smaller limit. Standing
    is in force at once: it follows from what the account did itself.
    """
    haircut = np.clip(wanted.haircut, now.haircut - fall, now.haircut + rise)
    if now.correlation is None or wanted.correlation is None or math.isinf(min(rise, fall)):
        return replace(wanted, haircut=haircut)
    way = wanted.correlation - now.correlation
    furthest = float(np.abs(way).max())
    part = min(1.0, min(rise, fall) / furthest) if furthest > 0.0 else 1.0
    return replace(wanted, haircut=haircut, correlation=now.correlation + part * way)
