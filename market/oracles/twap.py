"""Time-weighted average price over a window: a move must last to be believed."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.checks import Positive
from firesale.market.oracles.base import Mean, Observation, Oracle, OracleState

SMALLEST = 1e-300
"""A price of zero has no logarithm."""


@dataclass(frozen=True, slots=True)
class TwapState(OracleState):
    """Cumulative price at each observation that the window still needs, oldest first."""

    cumulatives: tuple[tuple[float, FloatArray], ...]  # (seconds, sum of price or log price times seconds (m,))


@dataclass(frozen=True)
class Twap(Oracle):
    """Difference of cumulatives over the window. Source: Uniswap v2 (arithmetic) and v3 (geometric).

    Each observation's price counts for the time since the previous one, as if seen on the first touch of a block, before its trades.
    """

    window: Positive = 1800.0  # seconds
    mean: Literal["arithmetic", "geometric"] = "arithmetic"

    @property
    @override
    def averages(self) -> Mean:
        return self.mean

    @override
    def start(self, observation: Observation) -> TwapState:
        cumulatives = ((observation.time, np.zeros(len(observation.prices))),)
        no_window = np.zeros(len(observation.prices))
        return TwapState(observation.prices, observation.moments, observation.times, no_window, cumulatives)

    @override
    def report(self, state: OracleState, observation: Observation) -> TwapState:
        assert isinstance(state, TwapState)
        last_time, last = state.cumulatives[-1]
        elapsed = observation.time - last_time
        if elapsed <= 0.0:
            return state
        weighed = np.log(np.maximum(observation.prices, SMALLEST)) if self.mean == "geometric" else observation.prices
        now = last + weighed * elapsed
        history = self._needed((*state.cumulatives, (observation.time, now)), observation.time - self.window)
        start, before = self._cumulative_at(history, observation.time - self.window)
        average = (now - before) / (observation.time - start)
        prices = np.exp(average) if self.mean == "geometric" else average
        window = np.full(len(prices), observation.time - start)
        return TwapState(prices, observation.moments, observation.times, window, history)

    @staticmethod
    def _needed(history: tuple[tuple[float, FloatArray], ...], start: float) -> tuple[tuple[float, FloatArray], ...]:
        """Drop observations older than the one just before the window's start."""
        while len(history) > 2 and history[1][0] <= start:
            history = history[1:]
        return history

    @staticmethod
    def _cumulative_at(history: tuple[tuple[float, FloatArray], ...], start: float) -> tuple[float, FloatArray]:
        """The cumulative at the window's start, interpolated; the oldest one known if the window is not full yet."""
        (t0, c0), (t1, c1) = history[0], history[1]
        if start <= t0:
            return t0, c0
        share = (start - t0) / (t1 - t0)
        return start, c0 + share * (c1 - c0)
