"""The event tables of a run as arrays, each column read once: what the attribution works on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from firesale.analysis.closings.moments import in_one_moment
from firesale.analysis.closings.table import closings
from firesale.analysis.tables import RunTables
from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.events import Event, Liquidated


@dataclass(frozen=True)
class Names:
    """A column of names: `code` (n,) is the place of each in `known`."""

    code: IntArray
    known: tuple[str, ...]

    def are(self, name: str) -> BoolArray:
        """Where the column says this name (n,)."""
        return self.among([name])

    def among(self, names: Sequence[str]) -> BoolArray:
        """Where the column says one of these names (n,)."""
        return self.places(names) >= 0

    def places(self, order: Sequence[str]) -> IntArray:
        """The place of each name in `order` (n,), -1 where it is not there."""
        place = {name: i for i, name in enumerate(order)}
        return np.array([*(place.get(name, -1) for name in self.known), -1], dtype=np.int64)[self.code]

    def at(self, rows: npt.NDArray[np.generic]) -> "Names":
        """Some of the rows."""
        return Names(self.code[rows], self.known)


def names_in(column: pd.Series) -> Names:
    """A column of a table (n,)."""
    code, known = pd.factorize(column)
    return Names(code.astype(np.int64), tuple(str(name) for name in known))


class EventColumns:
    """Columns of the events of a run, in order of execution."""

    def __init__(self, tables: RunTables) -> None:
        self.tables = tables
        self._frames: dict[type[Event], pd.DataFrame] = {}
        self._names: dict[tuple[type[Event], str], Names] = {}

    def frame(self, event: type[Event]) -> pd.DataFrame:
        """The whole table of one kind of event, all that belongs to a closing at its moment; of liquidations that of all closings."""
        if event not in self._frames:
            self._frames[event] = closings(self.tables) if event is Liquidated else in_one_moment(self.tables, event)
        return self._frames[event]

    def count(self, event: type[Event]) -> int:
        """How many rows there are."""
        return len(self.frame(event))

    def ints(self, event: type[Event], name: str) -> IntArray:
        """A column of whole numbers (n,)."""
        return self.frame(event)[name].to_numpy(dtype=np.int64)

    def floats(self, event: type[Event], name: str) -> FloatArray:
        """A column of numbers (n,)."""
        return self.frame(event)[name].to_numpy(dtype=np.float64)

    def names(self, event: type[Event], name: str) -> Names:
        """A column of names (n,)."""
        if (event, name) not in self._names:
            self._names[event, name] = names_in(self.frame(event)[name])
        return self._names[event, name]

    def rows_by(self, event: type[Event], first: str, second: str) -> dict[tuple[str, str], IntArray]:
        """The rows of each pair of names, in order."""
        one, other = self.names(event, first), self.names(event, second)
        key = one.code * max(len(other.known), 1) + other.code
        order = np.argsort(key, kind="stable")
        found, start = np.unique(key[order], return_index=True)
        pieces = np.split(order, start[1:]) if len(order) else []
        pairs = [(one.known[i], other.known[j]) for i, j in (divmod(k, len(other.known)) for k in found.tolist())]
        return dict(zip(pairs, pieces, strict=True))

    def row_in_event(self, event: type[Event]) -> IntArray:
        """The place of each row (n,) within its event, whose sequence number it shares."""
        sequence = self.ints(event, "sequence")
        return np.arange(len(sequence)) - np.searchsorted(sequence, sequence, side="left")


def phase_of_round(events: EventColumns, event: type[Event], rows: IntArray) -> IntArray:
    """One negative number per step and round (n,): what changes before anybody acts in a round has the same."""
    return -(events.ints(event, "step")[rows] * ROUNDS + events.ints(event, "round")[rows]) - 1


ROUNDS = 1_000_000
"""More rounds than a step has: with it a step and a round are one number."""
