"""Which runs a study makes: cases, each a change of the base scenario, and the seeds that each is run with."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from typing_extensions import override

Value = float | str


@dataclass(frozen=True)
class Case:
    """One scenario of a study: where it stands in the design, what it changes, and the seeds that it meets."""

    at: Mapping[str, Value]
    changes: Mapping[str, Any]  # dotted key -> new value
    seeds: tuple[int, ...]


class Design(ABC):
    """All cases of a study, in order."""

    @property
    @abstractmethod
    def names(self) -> tuple[str, ...]:
        """The columns that say where a run stands in the design."""

    @abstractmethod
    def cases(self, seeds: int) -> list[Case]:
        """The cases for so many seeds; those for fewer seeds are among them, so that a study can be made larger."""


@dataclass(frozen=True)
class Level:
    """One value of an axis, and the keys of the scenario that it stands for."""

    value: Value
    changes: Mapping[str, Any]


@dataclass(frozen=True)
class Axis:
    """What is varied: its column, its label with a unit, and its values in order."""

    name: str
    label: str
    levels: tuple[Level, ...]

    @property
    def values(self) -> list[Value]:
        """The values in order."""
        return [level.value for level in self.levels]


def along(name: str, label: str, key: str, values: Sequence[Value]) -> Axis:
    """The axis of one key of the scenario."""
    return Axis(name, label, tuple(Level(value, {key: value}) for value in values))


@dataclass(frozen=True)
class Grid(Design):
    """Every combination of the values of its axes, each with the seeds 1, 2, ...: all cases meet the same prices and
    people, in pairs.
    """

    axes: tuple[Axis, ...]

    @property
    @override
    def names(self) -> tuple[str, ...]:
        return tuple(axis.name for axis in self.axes)

    @override
    def cases(self, seeds: int) -> list[Case]:
        found = []
        for levels in product(*(axis.levels for axis in self.axes)):
            at = {axis.name: level.value for axis, level in zip(self.axes, levels, strict=True)}
            changes = {key: value for level in levels for key, value in level.changes.items()}
            found.append(Case(at, changes, tuple(range(1, seeds + 1))))
        return found

    def axis(self, name: str) -> Axis:
        """The axis of a column."""
        return next(axis for axis in self.axes if axis.name == name)


@dataclass(frozen=True)
class Several(Design):
    """Grids of the same axes after another: for axes whose changes depend on each other."""

    grids: tuple[Grid, ...]

    @property
    @override
    def names(self) -> tuple[str, ...]:
        return self.grids[0].names

    @override
    def cases(self, seeds: int) -> list[Case]:
        return [case for grid in self.grids for case in grid.cases(seeds)]
