"""Delayed: a price waits in public before it is used, so that everybody can see it coming."""

from dataclasses import dataclass

from typing_extensions import override

from firesale.market.checks import Positive
from firesale.market.oracles.base import Observation, Oracle, OracleState
from firesale.market.oracles.wrapper import Wrapper, WrapperState, report_of


@dataclass(frozen=True, slots=True)
class DelayedState(WrapperState):
    """Besides: the report that waits, and when the hop began in which it was taken."""

    waiting: OracleState
    hop: float  # its number, counted from time 0


@dataclass(frozen=True)
class Delayed(Wrapper):
    """Once per `delay`, on its multiples or at the first look after one, the waiting report is shown and the newest one begins to wait.

    A report taken at a multiple is shown one delay later; one that was taken late is shown at the next multiple all the same, hence sooner.
    Never live: what it shows was settled before. Source: Maker, `OSM.poke` (cur, nxt, zzz, hop); both values are the first one at the start.
    """

    inner: Oracle
    delay: Positive = 3600.0  # seconds

    @property
    @override
    def inside(self) -> tuple[Oracle, ...]:
        return (self.inner,)

    @property
    @override
    def live(self) -> bool:
        return False

    @override
    def first(self, within: tuple[OracleState, ...], observation: Observation) -> DelayedState:
        return DelayedState(*report_of(within[0]), within, within[0], self._hop(observation.time))

    @override
    def next(self, state: DelayedState, within: tuple[OracleState, ...], observation: Observation) -> DelayedState:
        if self._hop(observation.time) <= state.hop:
            return DelayedState(*report_of(state), within, state.waiting, state.hop)
        return DelayedState(*report_of(state.waiting), within, within[0], self._hop(observation.time))

    def _hop(self, time: float) -> float:
        return time // self.delay
