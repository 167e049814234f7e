"""What an oracle answers."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

import numpy as np

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.checks import check_fields

Mean: TypeAlias = Literal["point", "arithmetic", "geometric"]


@dataclass(frozen=True, slots=True)
class Observation:
    """What the oracle's source shows: `prices` (m,) in the numeraire, at `time` seconds since the start.

    `moment` counts the events until then: several observations of one step have the same time.
    """

    time: float
    prices: FloatArray
    moment: int = 0

    @property
    def moments(self) -> IntArray:
        """The moment once per asset (m,)."""
        return np.full(len(self.prices), self.moment)


@dataclass(frozen=True, slots=True)
class OracleState:
    """What an oracle remembers; `prices` (m,) is what it reports. Never changed in place: each report makes a new one.

    Where the report comes from: the `moment` (m,) of the newest observation in it, and the `window` (seconds) that it averages.
    """

    prices: FloatArray
    moment: IntArray
    window: float


@dataclass(frozen=True)
class Oracle(ABC):
    """A rule from observations to reports: no state of its own. A live oracle is read anew by every action; others once per round."""

    live: ClassVar[bool] = False

    @property
    def averages(self) -> Mean:
        """How it averages what it saw."""
        return "point"

    def __post_init__(self) -> None:
        check_fields(self)

    @abstractmethod
    def start(self, observation: Observation) -> OracleState:
        """The first report."""

    @abstractmethod
    def report(self, state: OracleState, observation: Observation) -> OracleState:
        """The next report."""
