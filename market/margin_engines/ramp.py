"""Ramp: a change of the rule that is announced: new positions meet it at once, open ones in even steps until it is all in force."""

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.checks import FRACTION, PerAsset, Seconds
from firesale.market.margin_engines.base import MarginEngine, MarginObservation
from firesale.market.margin_engines.demand import MarginDemand


@dataclass(frozen=True)
class Ramp(MarginEngine):
    """From the rule's haircut to another one in a straight line over time. A smaller haircut is in force at once.

    Source: Euler v2, `LTVConfig.getLTV`: a lower liquidation LTV is ramped down, a lower borrow LTV is not.
    """

    target: Annotated[FloatArray, PerAsset("collateral or markets"), FRACTION]  # (k,), haircut at the end
    begins: Seconds = 0.0  # since the start
    duration: Seconds = 604_800.0  # until it is all in force
    opens_at_once: bool = True  # new positions meet the target from the beginning; else they follow the ramp, too

    @override
    def ask(self, memory: Any, rule: FloatArray, observation: MarginObservation) -> MarginDemand:
        passed = observation.time - self.begins
        if passed < 0.0:
            return MarginDemand(rule)
        left = (self.duration - passed) / self.duration if passed < self.duration else 0.0
        target = np.broadcast_to(self.target, rule.shape).astype(np.float64)
        haircut = np.where(target > rule, target - (target - rule) * left, target)
        return MarginDemand(haircut, opening=target if self.opens_at_once else None)
