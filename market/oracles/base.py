"""What an oracle answers."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

import numpy as np

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.checks import ExchangeName, check_fields
from firesale.market.oracles.quotes import Quotes

Mean: TypeAlias = Literal["point", "arithmetic", "geometric"]
NO_QUOTES = Quotes()


@dataclass(frozen=True, slots=True)
class Observation:
    """What the oracle's sources show: `prices` (m,) in the numeraire, at `time` seconds since the start.

    `moment` counts the events until then: several observations of one step have the same time. `quotes` is all that could be read then, for
    an oracle that is made of others, `sources` the exchanges of which `prices` are the median.
    """

    time: float
    prices: FloatArray
    moment: int = 0
    quotes: Quotes = NO_QUOTES
    sources: tuple[str, ...] = ()

    @property
    def moments(self) -> IntArray:
        """The moment once per asset (m,)."""
        return np.full(len(self.prices), self.moment)

    @property
    def times(self) -> FloatArray:
        """The time once per asset (m,)."""
        return np.full(len(self.prices), self.time)

    def of(self, sources: tuple[str, ...]) -> "Observation":
        """The same moment at other exchanges; without any, this observation."""
        if not sources or sources == self.sources:
            return self
        return replace(self, prices=self.quotes.read(sources), sources=sources)


@dataclass(frozen=True, slots=True)
class OracleState:
    """What an oracle remembers; `prices` (m,) is what it reports. Never changed in place: each report makes a new one.

    Where the report comes from, asset by asset: when the newest observation in it was made, as an event count (`moment`) and in seconds
    (`seen_at`), and over how many seconds until then it is averaged (`window`).
    """

    prices: FloatArray
    moment: IntArray
    seen_at: FloatArray
    window: FloatArray


@dataclass(frozen=True)
class Oracle(ABC):
    """A rule from observations to reports: no state of its own. A live oracle is read anew by every action; others once per round."""

    sources: tuple[ExchangeName, ...] = field(default=(), kw_only=True)  # exchanges that it reads

    @property
    def live(self) -> bool:
        """Whether what happens within a round moves it."""
        return False

    @property
    def averages(self) -> Mean:
        """How it averages what it saw."""
        return "point"

    @property
    def inside(self) -> tuple["Oracle", ...]:
        """The oracles that it is made of, if it is made of any."""
        return ()

    def __post_init__(self) -> None:
        check_fields(self)

    @abstractmethod
    def start(self, observation: Observation) -> OracleState:
        """The first report."""

    @abstractmethod
    def report(self, state: OracleState, observation: Observation) -> OracleState:
        """The next report."""

    def look(self, state: OracleState, observation: Observation) -> OracleState:
        """What an action finds within a round, after the report `state`: only its prices count, and nobody remembers it."""
        return state
