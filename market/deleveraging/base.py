"""What a rule for auto-deleveraging answers, and the filling of those in line."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.checks import check_fields


@dataclass(frozen=True, slots=True)
class Candidates:
    """c positions on the other side of one that is closed. All of shape (c,), without sign but for profit and value."""

    size: FloatArray  # units
    most: FloatArray  # units that may be closed without leaving the owner in debt, at most size
    profit: FloatArray  # unrealised, margin units
    margin: FloatArray  # value at entry, margin units: size * entry price
    notional: FloatArray  # value at the mark, margin units
    value: FloatArray  # of the owner's account, margin units


@dataclass(frozen=True)
class Deleveraging(ABC):
    """Whose positions are closed, and how much of each. Laws: 0 <= closed <= most, together min(amount, all that may be closed)."""

    def __post_init__(self) -> None:
        check_fields(self)

    @abstractmethod
    def closed(self, amount: float, candidates: Candidates, draw: float) -> FloatArray:
        """Units (c,) of each that are closed to take over `amount` (> 0). `draw`: a random number in [0, 1)."""


def in_turn(amount: float, most: FloatArray, order: IntArray) -> FloatArray:
    """Fill `amount` in an order: each is closed as far as it may be before the next one is touched."""
    line = most[order]
    before = np.concatenate(([0.0], np.cumsum(line)[:-1]))
    closed = np.zeros(len(most))
    closed[order] = np.clip(amount - before, 0.0, line)
    return closed


def in_proportion(amount: float, most: FloatArray, weight: FloatArray) -> FloatArray:
    """Fill `amount` in proportion to weights (c,); what one may not take goes to the others in the same proportion."""
    if amount >= most.sum():
        return most.copy()
    closed = np.zeros(len(most))
    while True:
        open_ = (closed < most) & (weight > 0.0)
        left = amount - float(closed.sum())
        if left <= 0.0 or not open_.any():
            break
        share = left * np.where(open_, weight, 0.0) / float(weight[open_].sum())
        full = open_ & (closed + share >= most)
        if not full.any():
            return closed + share
        closed = np.where(full, most, closed)
    rest = amount - float(closed.sum())
    return closed + in_turn(rest, most - closed, np.arange(len(most))) if rest > 0.0 else closed
