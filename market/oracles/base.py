"""What an oracle answers."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from firesale.market.arrays import FloatArray
from firesale.market.checks import check_fields


@dataclass(frozen=True, slots=True)
class Observation:
    """What the oracle's source shows: `prices` (m,) in the numeraire, at `time` seconds since the start."""

    time: float
    prices: FloatArray


@dataclass(frozen=True, slots=True)
class OracleState:
    """What an oracle remembers; `prices` (m,) is what it reports. Never changed in place: each report makes a new one."""

    prices: FloatArray


@dataclass(frozen=True)
class Oracle(ABC):
    """A rule from observations to reports: no state of its own. A live oracle is read anew by every action; others once per round."""

    live: ClassVar[bool] = False

    def __post_init__(self) -> None:
        check_fields(self)

    @abstractmethod
    def start(self, observation: Observation) -> OracleState:
        """The first report."""

    @abstractmethod
    def report(self, state: OracleState, observation: Observation) -> OracleState:
        """The next report."""
