"""The record of a run: events in the order in which they happened, as columns when asked for."""

from dataclasses import fields

import numpy as np
import numpy.typing as npt

from firesale.market.events import Event

Column = npt.NDArray[np.generic]
Table = dict[str, Column]

MOMENT = ("step", "round", "time", "sequence")
"""Columns that the log adds to every event."""


class EventLog:
    """Events with the moment at which they happened."""

    def __init__(self) -> None:
        self.step = 0
        self.round = 0
        self.time = 0.0
        self._records: list[tuple[int, int, float, Event]] = []

    def add(self, event: Event) -> None:
        """Append one event (n rows if its fields are arrays)."""
        self._records.append((self.step, self.round, self.time, event))

    def mark(self) -> int:
        """A point to roll back to."""
        return len(self._records)

    def roll_back(self, mark: int) -> None:
        """Forget what was written since the mark: it did not happen."""
        del self._records[mark:]

    def since(self, mark: int) -> list[Event]:
        """Events written since the mark."""
        return [record[3] for record in self._records[mark:]]

    def table(self, kind: type[Event]) -> Table:
        """All events of one kind as columns of equal length, the moment's columns first."""
        return self._columns(kind, [(i, r) for i, r in enumerate(self._records) if type(r[3]) is kind])

    def tables(self) -> dict[str, Table]:
        """Every kind that happened, by its class name, in alphabetical order."""
        found: dict[type[Event], list[tuple[int, tuple[int, int, float, Event]]]] = {}
        for position, record in enumerate(self._records):
            found.setdefault(type(record[3]), []).append((position, record))
        return {kind.__name__: self._columns(kind, found[kind]) for kind in sorted(found, key=lambda k: k.__name__)}

    @staticmethod
    def _columns(kind: type[Event], records: list[tuple[int, tuple[int, int, float, Event]]]) -> Table:
        names = [field.name for field in fields(kind)]
        values = {name: [getattr(record[3], name) for _, record in records] for name in names}
        lengths = np.ones(len(records), dtype=np.int64)
        for name in names:
            sizes = np.array([np.size(value) for value in values[name]], dtype=np.int64)
            np.maximum(lengths, sizes, out=lengths)
        moments = {
            "step": np.array([record[0] for _, record in records], dtype=np.int64),
            "round": np.array([record[1] for _, record in records], dtype=np.int64),
            "time": np.array([record[2] for _, record in records], dtype=np.float64),
            "sequence": np.array([position for position, _ in records], dtype=np.int64),
        }
        table: Table = {name: np.repeat(column, lengths) for name, column in moments.items()}
        for name in names:
            table[name] = _stack(values[name], lengths)
        return table


def _stack(values: list[object], lengths: npt.NDArray[np.int64]) -> Column:
    """One column from scalars and arrays, each scalar repeated to the length of its event."""
    if values and isinstance(values[0], str):
        names = sorted({str(value) for value in values})
        place = {name: i for i, name in enumerate(names)}
        codes = np.array([place[str(value)] for value in values], dtype=np.int64)
        return np.array(names)[np.repeat(codes, lengths)]
    if all(np.ndim(value) == 0 for value in values):  # type: ignore[arg-type]
        return np.repeat(np.array(values), lengths)
    parts = [np.broadcast_to(np.asarray(value), (length,)) for value, length in zip(values, lengths, strict=True)]
    return np.concatenate(parts)
