"""Engines that forecast how much prices will move from how much they moved."""

from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Any

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.calendar import SECONDS_PER_YEAR
from firesale.market.checks import POSITIVE, Fraction, PerAsset, Positive
from firesale.market.errors import BadValueError
from firesale.market.margin_engines.base import MarginEngine, MarginObservation
from firesale.market.margin_engines.forecast import Forecast, log_of, updated

ROUNDING = 1e-12


@dataclass(frozen=True)
class ForecastingEngine(MarginEngine):
    """Keeps a forecast: EWMA if reaction + persistence = 1, GARCH(1,1) if it is less. It starts at the usual volatility."""

    usual_volatility: Annotated[FloatArray, PerAsset("collateral or markets"), POSITIVE] = field(
        default_factory=partial(np.array, 0.8), kw_only=True
    )  # (k,), per square root of a year; in the long run, and at the start
    reaction: Fraction = field(default=0.06, kw_only=True)  # weight of the newest squared return
    persistence: Fraction = field(default=0.94, kw_only=True)  # weight of the last forecast
    interval: Positive = field(default=3600.0, kw_only=True)  # seconds between two samples of the price, at least

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.reaction + self.persistence > 1.0 + ROUNDING:
            key = f"{type(self).__name__}.persistence"
            raise BadValueError(key, self.persistence, "at most 1 together with reaction")

    @property
    def usual_correlation(self) -> float:
        """Of any two assets."""
        return 0.0

    @override
    def remember(self, rule: FloatArray, observation: MarginObservation) -> Any:
        return Forecast(observation.time, log_of(observation.price), self._usual(len(rule)))

    @override
    def learn(self, memory: Any, observation: MarginObservation) -> Any:
        assert isinstance(memory, Forecast)
        seconds = observation.time - memory.time
        if seconds < self.interval * (1.0 - ROUNDING):
            return memory
        log_price = log_of(observation.price)
        moved = log_price - memory.log_price
        products = np.outer(moved, moved) * (SECONDS_PER_YEAR / seconds)
        usual = self._usual(len(moved))
        covariance = updated(memory.covariance, products, usual, self.reaction, self.persistence)
        return Forecast(observation.time, log_price, covariance)

    def volatility_until(self, memory: Forecast, seconds: float) -> FloatArray:
        """Forecast of the volatility over so many seconds from now (k,): it goes back to the usual one by reaction + persistence per interval.

        The last forecast itself for one interval, and for EWMA, where it stays. Source: Hull, Options, Futures, and Other Derivatives, forecasts of
        GARCH(1,1): E[v(t)] = usual + (alpha + beta)^t (v - usual), here its mean over the intervals.
        """
        kept, intervals = min(1.0, self.reaction + self.persistence), max(1.0, seconds / self.interval)
        away = 1.0 - kept
        part = (1.0 - kept**intervals) / (intervals * away) if away > ROUNDING else 1.0
        usual = np.diag(self._usual(len(memory.log_price)))
        variance = np.square(memory.volatility)
        return (
            np.asarray(np.sqrt(usual + (variance - usual) * part), dtype=np.float64)
            if part < 1.0
            else memory.volatility
        )

    def _usual(self, count: int) -> FloatArray:
        """Covariance in the long run (k, k), per year."""
        deviation = np.broadcast_to(self.usual_volatility, (count,))
        shape = np.full((count, count), self.usual_correlation)
        np.fill_diagonal(shape, 1.0)
        return shape * np.outer(deviation, deviation)
