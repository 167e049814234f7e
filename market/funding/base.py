"""What a funding rule answers."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from firesale.market.arrays import FloatArray
from firesale.market.checks import check_fields


@dataclass(frozen=True, slots=True)
class Conditions:
    """The state of m perpetual markets since the last payment."""

    mark: FloatArray  # (m,), margin units per unit
    index: FloatArray  # (m,), the same
    long: FloatArray  # (m,), units held long by traders
    short: FloatArray  # (m,), units held short by traders
    seconds: float  # since the last payment


@dataclass(frozen=True)
class FundingRule(ABC):
    """What longs pay to shorts. Laws: finite, at most `largest` per payment either way, never higher for a lower mark."""

    def __post_init__(self) -> None:
        check_fields(self)

    @abstractmethod
    def rate(self, conditions: Conditions) -> FloatArray:
        """Part of the value of a position (m,) that a long pays now and a short receives; negative the other way round."""
