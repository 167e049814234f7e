"""What an early-warning indicator is."""

from abc import ABC, abstractmethod

from firesale.analysis.tables import RunTables


class Indicator(ABC):
    """A number that is to be the larger, the nearer a cascade is. The docstring is its definition and its source."""

    @abstractmethod
    def value(self, tables: RunTables, step: int) -> float:
        """The number at the end of a step, from tables that end there; NaN if it cannot be measured."""
