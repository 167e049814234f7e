"""Finds the best amount for many plans at once."""

from collections.abc import Callable
from typing import Protocol, TypeVar

import numpy as np

from firesale.market.arrays import FloatArray

POINTS = 257
"""Amounts that are tried, evenly spaced in the logarithm."""
SMALLEST = 1e-6
"""The smallest amount that is tried, as a part of the largest."""
SHRINKAGES = 40
"""Steps of the golden section: the interval shrinks by 0.618 each time."""
GOLDEN = 0.5 * (np.sqrt(5.0) - 1.0)


class Weighed(Protocol):
    """Plans with what they bring and cost, numeraire."""

    @property
    def gain(self) -> FloatArray:
        """What the plan brings."""

    @property
    def cost(self) -> FloatArray:
        """What it costs."""

    @property
    def profit(self) -> FloatArray:
        """The difference; minus infinity if it cannot be done."""


Plans = TypeVar("Plans", bound=Weighed)


def best_plans(outcome: Callable[[FloatArray], Plans], limit: FloatArray) -> Plans:
    """The most profitable plan for each of r attackers; if none pays, the one that brings most, to say what that would
    cost.
    """
    amount = best_amount(lambda push: outcome(push).profit, limit)
    pays = outcome(amount).profit > 0.0
    if pays.all():
        return outcome(amount)
    return outcome(np.where(pays, amount, best_amount(lambda push: outcome(push).gain, limit)))


def best_amount(earned: Callable[[FloatArray], FloatArray], limit: FloatArray) -> FloatArray:
    """The amount in [0, limit] (r,) that earns most, plan by plan.

    `earned` answers elementwise for amounts of shape (r,) or (points, r). A grid finds the neighbourhood, the golden
    section the place in it: right if what is earned has one peak between neighbouring points of the grid.
    """
    grid = np.geomspace(SMALLEST, 1.0, POINTS)[:, None] * limit
    grid = np.concatenate((np.zeros((1, len(limit))), grid))
    place = np.argmax(earned(grid), axis=0)
    plans = np.arange(len(limit))
    low, high = grid[np.maximum(place - 1, 0), plans], grid[np.minimum(place + 1, POINTS), plans]
    for _ in range(SHRINKAGES):
        left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        rising = earned(left) < earned(right)
        low, high = np.where(rising, left, low), np.where(rising, high, right)
    ends = np.stack((grid[place, plans], 0.5 * (low + high)))
    best: FloatArray = ends[np.argmax(earned(ends), axis=0), plans]
    return best
