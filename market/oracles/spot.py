"""Spot: whatever the source shows at this moment, even in the middle of a transaction."""

from dataclasses import dataclass

import numpy as np
from typing_extensions import override

from firesale.market.oracles.base import Observation, Oracle, OracleState


@dataclass(frozen=True)
class Spot(Oracle):
    """The price of the last trade. It can be moved, used and moved back within one bundle."""

    @property
    @override
    def live(self) -> bool:
        return True

    @override
    def start(self, observation: Observation) -> OracleState:
        prices = observation.prices
        return OracleState(prices, observation.moments, observation.times, np.zeros(len(prices)))

    @override
    def report(self, state: OracleState, observation: Observation) -> OracleState:
        return OracleState(observation.prices, observation.moments, observation.times, state.window)

    @override
    def look(self, state: OracleState, observation: Observation) -> OracleState:
        return OracleState(observation.prices, state.moment, state.seen_at, state.window)
