"""Basket: the haircut of a position that pledges several assets is that of the basket, not the sum of theirs."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.checks import Fraction, Positive
from firesale.market.margin_engines.base import MarginObservation
from firesale.market.margin_engines.demand import MarginDemand
from firesale.market.margin_engines.forecast import Forecast
from firesale.market.margin_engines.forecasting import ForecastingEngine


@dataclass(frozen=True, slots=True)
class Rebalanced:
    """The forecast as it goes on, and as it was when baskets were last rebalanced."""

    running: Forecast
    used: Forecast
    time: float  # of the last rebalancing, seconds


@dataclass(frozen=True)
class Basket(ForecastingEngine):
    """Haircuts scale with forecast volatility and add up within a position by forecast correlation: sqrt(u' C u), u = value times haircut.

    Source: delta-normal value at risk, RiskMetrics (1996). With correlations of 1 it is `volatility_scaled`, and it never asks for more.
    """

    correlation: Fraction = 0.5  # of any two assets in the long run, and at the start
    rebalanced_every: Positive = 86_400.0  # seconds between two changes of the demand

    @property
    @override
    def usual_correlation(self) -> float:
        return self.correlation

    @override
    def remember(self, rule: FloatArray, observation: MarginObservation) -> Any:
        first = super().remember(rule, observation)
        return Rebalanced(first, first, observation.time)

    @override
    def learn(self, memory: Any, observation: MarginObservation) -> Any:
        assert isinstance(memory, Rebalanced)
        running = super().learn(memory.running, observation)
        if observation.time - memory.time < self.rebalanced_every:
            return Rebalanced(running, memory.used, memory.time)
        return Rebalanced(running, running, observation.time)

    @override
    def ask(self, memory: Any, rule: FloatArray, observation: MarginObservation) -> MarginDemand:
        assert isinstance(memory, Rebalanced)
        haircut = np.asarray(rule * memory.used.volatility / self.usual_volatility, dtype=np.float64)
        return MarginDemand(haircut, correlation=memory.used.correlation)
