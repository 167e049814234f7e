"""Every write to the market's state, so that a bundle can be undone and a step can be audited."""

from typing import Any

import numpy as np

from firesale.market.arrays import FloatArray

Index = Any
"""Anything that numpy accepts as an index."""


class Journal:
    """Old values in order of writing. An entry names the owner and its array, so the array may be grown in between."""

    def __init__(self) -> None:
        self._entries: list[tuple[object, str, Index, Any]] = []
        self.writes = 0  # so far, undoing counted too: while it stands still, so does the state

    def write(self, owner: object, array: str, index: Index, value: Any) -> None:
        """Set `owner.array[index] = value`, keeping the old value."""
        self.writes += 1
        target = getattr(owner, array)
        old = target[index]
        self._entries.append((owner, array, index, old.copy() if isinstance(old, np.ndarray) else old))
        target[index] = value

    def mark(self) -> int:
        """A point to roll back to."""
        return len(self._entries)

    def roll_back(self, mark: int) -> None:
        """Undo every write since the mark, last first."""
        while len(self._entries) > mark:
            self.writes += 1
            owner, array, index, old = self._entries.pop()
            getattr(owner, array)[index] = old

    def entries_of(self, owner: object, array: str) -> list[tuple[Index, FloatArray]]:
        """Indices written and their old values, for one array, in order."""
        return [(index, old) for who, name, index, old in self._entries if who is owner and name == array]

    def clear(self) -> None:
        """Forget the past: the step is over."""
        self._entries.clear()
