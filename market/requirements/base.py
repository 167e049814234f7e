"""What a margin requirement answers."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from firesale.market.arrays import FloatArray
from firesale.market.checks import check_fields


@dataclass(frozen=True)
class Requirement(ABC):
    """How much margin positions in m perpetual markets need. All values in units of the margin asset.

    Laws: 0 <= maintenance <= initial, both 0 for no position and never less for a larger one.
    """

    def __post_init__(self) -> None:
        check_fields(self)

    @abstractmethod
    def initial(self, notional: FloatArray, open_value: FloatArray) -> FloatArray:
        """To open or keep trading: per position (n, m), given notional (n, m) and the value of all open positions, (m,) or (n, m)."""

    @abstractmethod
    def maintenance(self, notional: FloatArray) -> FloatArray:
        """Not to be liquidated: per position (n, m)."""

    @abstractmethod
    def schedule(self, markets: int) -> list[tuple[float, FloatArray]]:
        """The maintenance requirement in words: from which notional on, which part (m,) of what is above it is needed; rising from 0 on."""
