"""Arrays of one length side by side: a table whose columns have names and types."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from firesale.market.arrays import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class Columns:
    """Each field of a subclass is an array with one value per row."""

    def at(self, rows: IntArray | BoolArray) -> Self:
        """Some of the rows."""
        return type(self)(*(getattr(self, field.name)[rows] for field in fields(self)))

    @classmethod
    def stacked(cls, pieces: Sequence[Self]) -> Self:
        """The rows of all pieces, of which there is at least one."""
        return cls(*(np.concatenate([getattr(piece, field.name) for piece in pieces]) for field in fields(cls)))


def ranges(start: IntArray, end: IntArray) -> IntArray:
    """All whole numbers from each start (n,) to before its end (n,), one range after the other."""
    length = end - start
    found: IntArray = np.arange(int(length.sum())) + np.repeat(start - (np.cumsum(length) - length), length)
    return found


def sums(place: IntArray, values: FloatArray, count: int) -> FloatArray:
    """The sum (count,) of the values (n,) at each place."""
    return np.bincount(place, weights=values, minlength=count).astype(np.float64)
