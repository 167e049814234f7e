"""Positions in line to be deleveraged."""

import numpy as np

from firesale.market.deleveraging.base import Candidates


def line(size: list[float], profit: list[float], value: list[float]) -> Candidates:
    """Positions at a mark of 100, entered there; nobody would be left in debt."""
    units = np.array(size)
    return Candidates(units, units.copy(), np.array(profit), units * 100.0, units * 100.0, np.array(value))
