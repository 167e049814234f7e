"""What a price curve answers."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from firesale.market.arrays import FloatArray
from firesale.market.checks import check_fields


@dataclass(frozen=True)
class PriceCurve(ABC):
    """Laws: the price is the top price at the start, never rises, and is never below 0."""

    def __post_init__(self) -> None:
        check_fields(self)

    @abstractmethod
    def price(self, top: FloatArray, elapsed: FloatArray) -> FloatArray:
        """Price (n,) of lots that began at `top` (n,), `elapsed` (n,) seconds ago; in the unit of `top`."""
