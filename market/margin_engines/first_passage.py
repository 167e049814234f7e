"""First-passage: the haircut at which a loss before the next report is improbable enough."""

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.calendar import SECONDS_PER_YEAR
from firesale.market.checks import NotNegative, Positive, Range
from firesale.market.errors import BadValueError
from firesale.market.margin_engines.base import MarginObservation
from firesale.market.margin_engines.demand import MarginDemand
from firesale.market.margin_engines.forecast import Forecast
from firesale.market.margin_engines.forecasting import ForecastingEngine
from firesale.market.options.jump_breach import fall_with_jumps
from firesale.market.options.merton import Jumps

MOST_JUMPS = 1_000.0
"""Expected within a horizon, at most: the bound has a term for each number."""


@dataclass(frozen=True)
class FirstPassage(ForecastingEngine):
    """A position that is just safe loses its lenders' money if the price falls by ln(1 / (threshold (1 + cost))) before anybody can close it.

    The probability of that, at any moment until the next report, is kept at or below `level`: the threshold is exp(-fall) / (1 + cost). It does not
    look at the venue's own rule. Without jumps the probability is exact (geometric Brownian motion without drift of the price), with jumps it is
    an upper bound. Source: Black and Cox (1976), Journal of Finance 31, for the barrier; the inversion is done here.
    """

    level: Annotated[float, Range(0.0, 1.0, low_excluded=True, high_excluded=True)] = 0.001  # probability per horizon
    horizon: Positive = 3600.0  # seconds until a position can be closed at a new report: heartbeat and latency
    cost: NotNegative = 0.05  # what closing costs, over the debt repaid: the liquidation bonus (fraction)
    jump_intensity: NotNegative = 0.0  # jumps per year
    jump_mean: Annotated[float, Range(-10.0, 10.0)] = 0.0  # of a log jump
    jump_deviation: Annotated[float, Range(0.0, 10.0)] = 0.0  # of a log jump

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.jump_intensity * self.horizon / SECONDS_PER_YEAR > MOST_JUMPS:
            allowed = f"at most {MOST_JUMPS:g} expected jumps within the horizon"
            raise BadValueError("FirstPassage.jump_intensity", self.jump_intensity, allowed)

    @override
    def ask(self, memory: Any, rule: FloatArray, observation: MarginObservation) -> MarginDemand:
        assert isinstance(memory, Forecast)
        jumps = Jumps(self.jump_intensity, self.jump_mean, self.jump_deviation)
        volatility = self.volatility_until(memory, self.horizon)
        fall = fall_with_jumps(self.level, volatility, self.horizon / SECONDS_PER_YEAR, jumps)
        return MarginDemand(np.asarray(1.0 - np.exp(-fall) / (1.0 + self.cost), dtype=np.float64))
