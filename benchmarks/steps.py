"""What one step costs, for firesale and for its twin in plain Mesa, by the number of traders."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from benchmarks.clock import Reading, middle, timed
from benchmarks.opening import OpenPositions, open_positions
from benchmarks.prices import CRASH_LEAD, PricePath
from benchmarks.scenario import POSITIONS_PER_BUNDLE, benchmark_scenario
from benchmarks.twin.model import TwinModel
from firesale.experiments.model import MarketModel
from firesale.experiments.scenario import Scenario
from firesale.market.events import Liquidated


class Steppable(Protocol):
    """A model of either kind."""

    def step(self) -> None:
        """One step."""

    def forget(self) -> None:
        """Leave nothing behind in Mesa."""


@dataclass(frozen=True)
class Window:
    """Which steps are timed."""

    lead: int  # steps before the first that is timed
    firesale: int  # steps timed
    twin: int


WINDOWS: dict[PricePath, Window] = {"calm": Window(5, 200, 20), "crash": Window(CRASH_LEAD, 8, 8)}


@dataclass(frozen=True)
class StepCost:
    """Seconds per step, medians of the repetitions; no twin where it would take too long."""

    traders: int
    path: PricePath
    liquidated: float  # liquidations per trader and step
    firesale: Reading
    twin: Reading | None

    @property
    def ratio(self) -> float | None:
        """How many times as much processor time the twin needs."""
        return self.twin.cpu / self.firesale.cpu if self.twin is not None else None


def step_cost(
    traders: int,
    path: PricePath,
    repetitions: int,
    with_twin: bool,
    positions_per_bundle: int = POSITIONS_PER_BUNDLE,
) -> StepCost:
    """Time both models in this process, one after the other, as often as asked."""
    window = WINDOWS[path]
    steps = window.lead + max(window.firesale, window.twin) + 1
    scenario = benchmark_scenario(traders, steps, path, positions_per_bundle)
    positions = _positions(scenario) if with_twin else {}
    liquidated: list[float] = []
    firesale, twin = [], []
    for _ in range(repetitions):
        model = MarketModel(scenario)
        firesale.append(_time(model, window.lead, window.firesale))
        liquidated.append(_liquidations(model, window.lead) / traders / window.firesale)
        del model
        if with_twin:
            twin.append(_time(TwinModel(scenario, positions), window.lead, window.twin))
    return StepCost(traders, path, liquidated[0], middle(firesale), middle(twin) if twin else None)


def growth_exponent(small: StepCost, large: StepCost) -> float:
    """The x in: time per step grows like traders to the power of x."""
    return math.log(large.firesale.cpu / small.firesale.cpu) / math.log(large.traders / small.traders)


def cost_of(costs: Sequence[StepCost], traders: int, path: PricePath) -> StepCost | None:
    """The row with this many traders, if it was measured."""
    return next((cost for cost in costs if (cost.traders, cost.path) == (traders, path)), None)


def _time(model: Steppable, lead: int, steps: int) -> Reading:
    _repeat(model.step, lead)
    reading = timed(lambda: _repeat(model.step, steps)).per(steps)
    model.forget()
    return reading


def _repeat(step: Callable[[], None], times: int) -> None:
    for _ in range(times):
        step()


def _positions(scenario: Scenario) -> dict[str, OpenPositions]:
    model = MarketModel(scenario)
    model.forget()
    return open_positions(model)


def _liquidations(model: MarketModel, lead: int) -> int:
    """How many there were after the lead."""
    table = model.market.site.log.tables().get(Liquidated.__name__)
    return int(np.sum(np.asarray(table["step"], dtype=np.int64) > lead)) if table is not None else 0
