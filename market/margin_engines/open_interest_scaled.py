"""Open-interest-scaled: haircuts grow with the value of what is open or pledged."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.checks import NotNegative, Positive
from firesale.market.errors import BadValueError
from firesale.market.margin_engines.base import MarginEngine, MarginObservation
from firesale.market.margin_engines.demand import MarginDemand


@dataclass(frozen=True)
class OpenInterestScaled(MarginEngine):
    """From the rule's haircut at the lower value to 1 at the upper one, in a straight line.

    Source: dYdX v4, `x/perpetuals/types/liquidity_tier.go`, where only the margin to open scales; here the maintenance does too.
    """

    lower: NotNegative = (
        25_000_000.0  # value of all positions in an asset up to which the rule's haircut holds (numeraire)
    )
    upper: Positive = 50_000_000.0  # value from which nothing counts (numeraire)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.upper <= self.lower:
            raise BadValueError("OpenInterestScaled.upper", self.upper, "above lower")

    @override
    def ask(self, memory: Any, rule: FloatArray, observation: MarginObservation) -> MarginDemand:
        value = observation.exposure * observation.price
        beyond = np.clip((value - self.lower) / (self.upper - self.lower), 0.0, 1.0)
        return MarginDemand(rule + (1.0 - rule) * beyond)
