"""What positions of a venue are worth, and how healthy they are, at any moment between two of their changes."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from firesale.analysis.contagion.attribution.changes import Changes
from firesale.analysis.contagion.attribution.columns import Columns
from firesale.analysis.contagion.attribution.factors import Factor
from firesale.market.arrays import FloatArray, IntArray

Kind = TypeVar("Kind", bound=Changes)


@dataclass(frozen=True)
class Terms(Columns):
    """Changes of factors that moved a position: all of shape (t,)."""

    row: IntArray  # of the change of position
    factor: IntArray  # number among the distinct factors of the venue
    before: IntArray  # row of the factor
    after: IntArray
    weight: FloatArray  # change of health per change of the factor
    worth: FloatArray  # change of equity per change of the factor, numeraire


class Values(ABC, Generic[Kind]):
    """Moments are sequence numbers: a value is the one just before that event. `rows` (n,) are changes: the position is the one before."""

    logarithmic: ClassVar[bool]
    """Health is followed as its logarithm, as the health of a pool is; the health of a margin account may be negative, and is not."""
    distinct: list[Factor]
    phases: IntArray
    """The moment before each change of a factor, ascending; changes between which nobody can act are one."""

    @abstractmethod
    def health(self, changes: Kind, rows: IntArray, moments: IntArray) -> FloatArray:
        """Health (n,) at some moments (n,); infinite if nothing can make the position unsafe."""

    @abstractmethod
    def equity(self, changes: Kind, rows: IntArray, moments: IntArray) -> FloatArray:
        """What the owner would get (n,), numeraire."""

    @abstractmethod
    def terms(self, changes: Kind, start: IntArray, rows: IntArray) -> Terms:
        """The factors that changed between `start` (n of all changes,) and each of some changes (`rows`).

        The change of health, or of its logarithm, is the sum over terms of weight times the factor's change, and the change of equity the
        sum of worth times it; both exactly.
        """

    @abstractmethod
    def lost(self, changes: Kind, rows: IntArray, given: FloatArray) -> FloatArray:
        """What of the equity that some changes gave (n,) is a gain or a loss: not what the owner paid in or took out."""
