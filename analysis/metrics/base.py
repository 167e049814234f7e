"""What a metric is."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from firesale.analysis.tables import RunTables

NUMERAIRE = "numeraire"
"""The unit of a value in the run's numeraire."""


class Metric(ABC):
    """A few named numbers from one run. The docstring of a metric is its definition: what, and what it ignores."""

    unit: ClassVar[str]
    units: ClassVar[Mapping[str, str]] = MappingProxyType({})  # exceptions, by the first word of the number's name

    @abstractmethod
    def measure(self, tables: RunTables) -> dict[str, float]:
        """The numbers by name, in an order that does not depend on what happened; NaN for what was not measured."""

    @classmethod
    def unit_of(cls, name: str) -> str:
        """The unit of one of the numbers."""
        return cls.units.get(name.partition(".")[0], cls.unit)
