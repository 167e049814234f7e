"""Liquidity in pieces: what orders get that use up one piece after the other, of whatever shape the pieces are."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from firesale.market.arrays import BoolArray, FloatArray, IntArray

ROUNDING = 1e-12
"""An order that exceeds what all pieces take by this part of it uses them up."""


@dataclass(frozen=True, slots=True)
class Reached:
    """Outcome of n orders, one after the other. All of shape (n,)."""

    out: FloatArray  # units that come out
    point: FloatArray  # where each order ends
    beyond: BoolArray  # it asks for more than there is: gets all that is left, and `point` means nothing


@dataclass(frozen=True, slots=True, eq=False)
class Ladder(ABC):
    """k pieces in the order in which orders of one direction meet them, (k,) each, none of them empty.

    A *point* is a place along the way, in a measure of the subclass. Between two pieces there may be a gap, which is passed at no cost.
    Nothing depends on how an order is split: what comes out depends on the way from point to point alone.
    """

    near: FloatArray  # point at which a piece begins
    far: FloatArray  # point at which it ends
    capacity: FloatArray  # units that go in until it is used up; the last may be infinite

    @abstractmethod
    def advance(self, piece: IntArray, point: FloatArray, amount: FloatArray) -> FloatArray:
        """Where one ends who puts `amount` in at `point` of a piece, inside it."""

    @abstractmethod
    def gives(self, piece: IntArray, point: FloatArray, amount: FloatArray) -> FloatArray:
        """What comes out for it, to full precision however small it is."""

    @abstractmethod
    def takes(self, end: FloatArray) -> FloatArray:
        """Units (k,) that go into each piece from where it begins to `end` (k,), a point of it."""

    @abstractmethod
    def price(self, point: FloatArray) -> FloatArray:
        """Marginal price at a point, quote units per base unit."""

    @abstractmethod
    def point_at(self, price: float) -> float:
        """The point that has this price."""

    def walk(self, amount: FloatArray) -> Reached:
        """Put n amounts in, one after the other."""
        if len(self.near) == 0:
            return Reached(np.zeros(len(amount)), np.zeros(len(amount)), np.ones(len(amount), dtype=np.bool_))
        limits = np.cumsum(self.capacity)
        ends = np.cumsum(amount)
        ends = np.where(ends <= limits[-1] * (1.0 + ROUNDING), np.minimum(ends, limits[-1]), ends)
        begins = np.concatenate(([0.0], ends[:-1]))
        most = len(self.near) - 1
        first = np.searchsorted(limits, begins, side="right")
        last = np.maximum(first, np.searchsorted(limits, ends, side="left"))
        beyond = last > most
        first, last = np.minimum(first, most), np.minimum(last, most)
        passed = np.concatenate(([0.0], limits[:-1]))
        start = self.advance(first, self.near[first], np.minimum(begins - passed[first], self.capacity[first]))
        inside = first == last
        room = self.capacity[first] - (begins - passed[first])
        own = np.where(beyond | ~inside, np.clip(room, 0.0, amount), amount)
        rest = np.where(inside, 0.0, np.minimum(ends - passed[last], self.capacity[last]))
        out = self.gives(first, start, own) + self._between(first, last) + self.gives(last, self.near[last], rest)
        point = np.where(inside, self.advance(first, start, own), self.advance(last, self.near[last], rest))
        return Reached(out, point, beyond)

    def next_point(self, amount: float) -> float | None:
        """Where the next unit goes in after `amount`; None if there is nothing left."""
        limits = np.cumsum(self.capacity)
        piece = np.searchsorted(limits, [amount], side="right")
        if piece[0] >= len(limits):
            return None
        inside = amount - np.concatenate(([0.0], limits))[piece]
        return float(self.advance(piece, self.near[piece], inside)[0])

    def amount_to(self, price: float) -> float:
        """Units that go in until the price is reached, or nothing is left before it."""
        if len(self.near) == 0:
            return 0.0
        low, high = np.minimum(self.near, self.far), np.maximum(self.near, self.far)
        return float(self.takes(np.clip(self.point_at(price), low, high)).sum())

    def _between(self, first: IntArray, last: IntArray) -> FloatArray:
        """What the pieces strictly between two give, (n,)."""
        pieces = np.arange(len(self.near) - 1)  # the last one is never between others
        given = np.zeros(len(self.near) + 1)
        given[1:-1] = np.cumsum(self.gives(pieces, self.near[:-1], self.capacity[:-1]))
        return np.where(last > first, given[last] - given[np.minimum(first + 1, last)], 0.0)
