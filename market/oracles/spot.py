"""Spot: whatever the source shows at this moment, even in the middle of a transaction."""

from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from firesale.market.oracles.base import Observation, Oracle, OracleState


@dataclass(frozen=True)
class Spot(Oracle):
    """The price of the last trade. It can be moved, used and moved back within one bundle."""

    live: ClassVar[bool] = True

    @override
    def start(self, observation: Observation) -> OracleState:
        return OracleState(observation.prices, observation.moments, 0.0)

    @override
    def report(self, state: OracleState, observation: Observation) -> OracleState:
        return OracleState(observation.prices, observation.moments, 0.0)
