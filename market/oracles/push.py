"""Push: a new report when the price has moved enough or the last report is old, visible after a delay."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.checks import NotNegative, Positive, Seconds
from firesale.market.oracles.base import Observation, Oracle, OracleState


@dataclass(frozen=True, slots=True)
class PushState(OracleState):
    """Besides the visible prices: what was sent last and when, and what is on its way."""

    sent: FloatArray  # (m,), last price sent
    sent_at: FloatArray  # (m,), seconds
    on_the_way: tuple[tuple[float, FloatArray], ...]  # (time it arrives, prices)


@dataclass(frozen=True)
class Push(Oracle):
    """Deviation and heartbeat. Source: Chainlink data feeds."""

    deviation: NotNegative = 0.005  # relative move that triggers a report
    heartbeat: Positive = 3600.0  # seconds after which a report is sent anyway
    latency: Seconds = 0.0  # seconds until a report is visible

    @override
    def start(self, observation: Observation) -> PushState:
        prices = observation.prices
        return PushState(prices, prices, np.full(len(prices), observation.time), ())

    @override
    def report(self, state: OracleState, observation: Observation) -> PushState:
        assert isinstance(state, PushState)
        now, prices = observation.time, observation.prices
        due = np.abs(prices - state.sent) >= self.deviation * state.sent
        due &= prices != state.sent
        due |= now - state.sent_at >= self.heartbeat
        sent, sent_at, on_the_way = state.sent, state.sent_at, state.on_the_way
        if due.any():
            sent = np.where(due, prices, sent)
            sent_at = np.where(due, now, sent_at)
            on_the_way = (*on_the_way, (now + self.latency, sent))
        visible = state.prices
        while on_the_way and on_the_way[0][0] <= now:
            visible = on_the_way[0][1]
            on_the_way = on_the_way[1:]
        return PushState(visible, sent, sent_at, on_the_way)
