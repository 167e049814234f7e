"""An oracle made of others: what they report is its observation."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from typing_extensions import override

from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.errors import BadValueError
from firesale.market.oracles.base import Mean, Observation, Oracle, OracleState


@dataclass(frozen=True, slots=True)
class WrapperState(OracleState):
    """Besides the report: what the oracles inside remember, in their order."""

    within: tuple[OracleState, ...]


@dataclass(frozen=True)
class Wrapper(Oracle):
    """A rule from reports of other oracles to a report. It is live if one of them is: what moves them within a round moves it too.

    An inner oracle that names no sources reads those of the oracle around it. Raises BadValueError if none of them would.
    """

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.sources and all(map(_names_its_own, self.inside)) and self.inside:
            key = f"{type(self).__name__}.sources"
            raise BadValueError(key, list(self.sources), "nothing: every oracle inside names its own sources")

    @property
    @abstractmethod
    @override
    def inside(self) -> tuple[Oracle, ...]: ...

    @property
    @override
    def live(self) -> bool:
        return any(inner.live for inner in self.inside)

    @property
    @override
    def averages(self) -> Mean:
        found = [inner.averages for inner in self.inside]
        return "arithmetic" if "arithmetic" in found else "geometric" if "geometric" in found else "point"

    @abstractmethod
    def first(self, within: tuple[OracleState, ...], observation: Observation) -> WrapperState:
        """The first report from the first reports inside."""

    @abstractmethod
    def next(self, state: Any, within: tuple[OracleState, ...], observation: Observation) -> WrapperState:
        """The next report from the next reports inside; `state` is what this rule made before."""

    @override
    def start(self, observation: Observation) -> WrapperState:
        return self.first(tuple(inner.start(observation.of(inner.sources)) for inner in self.inside), observation)

    @override
    def report(self, state: OracleState, observation: Observation) -> WrapperState:
        assert isinstance(state, WrapperState)
        remembered = zip(self.inside, state.within, strict=True)
        within = tuple(inner.report(was, observation.of(inner.sources)) for inner, was in remembered)
        return self.next(state, within, observation)

    @override
    def look(self, state: OracleState, observation: Observation) -> OracleState:
        if not self.live:
            return state
        assert isinstance(state, WrapperState)
        remembered = zip(self.inside, state.within, strict=True)
        within = tuple(inner.look(was, observation.of(inner.sources)) for inner, was in remembered)
        return self.next(state, within, observation)


def _names_its_own(oracle: Oracle) -> bool:
    """Whether nothing in it reads what the oracle around it reads."""
    return bool(oracle.sources) or (bool(oracle.inside) and all(map(_names_its_own, oracle.inside)))


Report: TypeAlias = tuple[FloatArray, IntArray, FloatArray, FloatArray]
"""Prices, moments, seconds and windows (m,): the fields of an `OracleState`, in its order."""


def report_of(state: OracleState) -> Report:
    """What a state reports, and where it comes from."""
    return state.prices, state.moment, state.seen_at, state.window


def choose(within: Sequence[OracleState], chosen: IntArray) -> Report:
    """Asset by asset the report of the oracle that was chosen (m,)."""
    rows, columns = [report_of(one) for one in within], np.arange(len(chosen))
    prices, moment, seen_at, window = (np.array(parts)[chosen, columns] for parts in zip(*rows, strict=True))
    return prices, moment, seen_at, window


def where(condition: BoolArray, one: OracleState, other: OracleState) -> Report:
    """Asset by asset the report of `one` if the condition (m,) holds, of `other` if not."""
    return choose((other, one), condition.astype(np.int64))
