"""Push: a new report when the price has moved enough or the last report is old, visible after a delay."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.checks import NotNegative, Positive, Seconds
from firesale.market.oracles.base import Observation, Oracle, OracleState


@dataclass(frozen=True, slots=True)
class PushState(OracleState):
    """Besides the visible prices: what was sent last and when, and what is on its way."""

    sent: FloatArray  # (m,), last price sent
    sent_at: FloatArray  # (m,), seconds
    sent_moment: IntArray  # (m,)
    on_the_way: tuple[tuple[float, FloatArray, IntArray, FloatArray], ...]  # time it arrives, prices, moments, seconds


@dataclass(frozen=True)
class Push(Oracle):
    """Deviation and heartbeat. Source: Chainlink data feeds."""

    deviation: NotNegative = 0.005  # relative move that triggers a report
    heartbeat: Positive = 3600.0  # seconds after which a report is sent anyway
    latency: Seconds = 0.0  # seconds until a report is visible

    @override
    def start(self, observation: Observation) -> PushState:
        prices, seen, now = observation.prices, observation.moments, observation.times
        return PushState(prices, seen, now, np.zeros(len(prices)), prices, now, seen, ())

    @override
    def report(self, state: OracleState, observation: Observation) -> PushState:
        assert isinstance(state, PushState)
        now, prices = observation.time, observation.prices
        due = np.abs(prices - state.sent) >= self.deviation * state.sent
        due &= prices != state.sent
        due |= now - state.sent_at >= self.heartbeat
        sent, sent_at, seen, on_the_way = state.sent, state.sent_at, state.sent_moment, state.on_the_way
        if due.any():
            sent = np.where(due, prices, sent)
            sent_at = np.where(due, now, sent_at)
            seen = np.where(due, observation.moment, seen)
            on_the_way = (*on_the_way, (now + self.latency, sent, seen, sent_at))
        visible = (state.prices, state.moment, state.seen_at)
        while on_the_way and on_the_way[0][0] <= now:
            visible, on_the_way = on_the_way[0][1:], on_the_way[1:]
        return PushState(*visible, state.window, sent, sent_at, seen, on_the_way)
