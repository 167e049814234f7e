"""Static: what the margin rule says, for ever."""

from dataclasses import dataclass
from typing import Any, ClassVar

from typing_extensions import override

from firesale.market.arrays import FloatArray
from firesale.market.margin_engines.base import MarginEngine, MarginObservation
from firesale.market.margin_engines.demand import MarginDemand


@dataclass(frozen=True)
class Static(MarginEngine):
    """The haircuts of the venue's own margin rule. Source: most lending protocols, whose thresholds change by a vote only."""

    moves: ClassVar[bool] = False

    @override
    def ask(self, memory: Any, rule: FloatArray, observation: MarginObservation) -> MarginDemand:
        return MarginDemand(rule)
