"""What a margin engine answers."""

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar

import numpy as np

from firesale.market.arrays import BoolArray, FloatArray, IntArray
from firesale.market.checks import Fraction, Range, check_fields
from firesale.market.errors import BadValueError
from firesale.market.margin_engines.demand import MarginDemand, approach
from firesale.market.margin_engines.sales import Sellable

SECONDS_PER_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class MarginObservation:
    """What an engine sees: k assets, each pledged as collateral or traded as a market."""

    time: float  # seconds since the start
    price: FloatArray  # (k,), numeraire per unit, as the venue's oracle reports
    exposure: FloatArray  # (k,), units pledged, or open on one side
    assets: tuple[str, ...] = ()  # names (k,)
    curves: Mapping[str, Sellable] = field(default_factory=dict)  # quotes of the exchanges that the engine names
    owing: BoolArray = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))  # (accounts,), who owes now
    closed: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))  # accounts liquidated since


@dataclass(frozen=True, slots=True)
class EngineState:
    """What an engine knows and what it asks for. Never changed in place: each look makes a new one."""

    time: float  # of the last look, seconds
    rule: FloatArray  # (k,), the haircut of the venue's own margin rule
    memory: Any  # what the member keeps of the past
    demand: MarginDemand  # in force


@dataclass(frozen=True)
class MarginEngine(ABC):
    """A rule from what is observed to the haircut that each asset must bear: a part of its value that does not count.

    On a credit venue that is 1 - liquidation threshold, on a derivative venue the maintenance margin over notional. The requirement to open keeps
    the proportion that it has in the venue's own rule. Laws (contract tests): haircuts lie between `floor` and `ceiling` and are never NaN, move by
    at most `largest_rise` and `largest_fall`, and depend on nothing that comes later.
    """

    moves: ClassVar[bool] = True  # False if it asks for the same for ever
    keeps_accounts: ClassVar[bool] = False  # True if it must be told who owes and who was liquidated

    floor: Fraction = field(default=0.0, kw_only=True)  # of a haircut (fraction of value)
    ceiling: Fraction = field(default=1.0, kw_only=True)  # of a haircut (fraction of value)
    largest_rise: Annotated[float, Range(0.0, math.inf)] = field(
        default=math.inf, kw_only=True
    )  # of a haircut per hour; without a limit it is in force at once
    largest_fall: Annotated[float, Range(0.0, math.inf)] = field(
        default=math.inf, kw_only=True
    )  # of a haircut per hour; without a limit it is in force at once

    def __post_init__(self) -> None:
        check_fields(self)
        if self.floor > self.ceiling:
            raise BadValueError(f"{type(self).__name__}.floor", self.floor, "not above ceiling")

    @property
    def reads(self) -> tuple[str, ...]:
        """The exchanges whose quotes it wants to see."""
        return ()

    def start(self, rule: FloatArray, observation: MarginObservation) -> EngineState:
        """The first look, for a venue that opens with haircuts `rule` (k,): what it asks for is in force at once."""
        memory = self.remember(rule, observation)
        return EngineState(observation.time, rule, memory, self._within(self.ask(memory, rule, observation)))

    def look(self, state: EngineState, observation: MarginObservation) -> EngineState:
        """The next look: what it asks for is phased in. A second look at the same moment changes nothing."""
        seconds = observation.time - state.time
        if seconds <= 0.0:
            return state
        memory = self.learn(state.memory, observation)
        wanted = self._within(self.ask(memory, state.rule, observation))
        hours = seconds / SECONDS_PER_HOUR
        demand = approach(state.demand, wanted, self.largest_rise * hours, self.largest_fall * hours)
        return EngineState(observation.time, state.rule, memory, demand)

    def remember(self, rule: FloatArray, observation: MarginObservation) -> Any:
        """What it knows after the first look."""
        return None

    def learn(self, memory: Any, observation: MarginObservation) -> Any:
        """What it knows after another look, at a later time."""
        return memory

    @abstractmethod
    def ask(self, memory: Any, rule: FloatArray, observation: MarginObservation) -> MarginDemand:
        """What it would ask for if nothing were phased in."""

    def _within(self, wanted: MarginDemand) -> MarginDemand:
        return wanted.clipped(self.floor, self.ceiling)
