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


def smallest_margin(requirement: Requirement, markets: int) -> FloatArray:
    """Maintenance margin of a position of value 1 in each market (m,), fraction."""
    return np.asarray(requirement.maintenance(np.ones((1, markets)))[0], dtype=np.float64)
