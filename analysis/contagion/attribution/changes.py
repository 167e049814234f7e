"""The changes of the positions of one venue that were ever liquidated."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from firesale.market.arrays import BoolArray, IntArray


@dataclass(frozen=True)
class Changes(ABC):
    """n changes, by position and time."""

    moment: IntArray  # (n,), sequence number
    first: BoolArray  # (n,), the first one of a position
    cause: IntArray  # (n,), place in CAUSES
    liquidation: IntArray  # (n,), number of the liquidation of this position that it is, or -1
    parent: IntArray  # (n,), number of the liquidation, of this position or another one, that made it; or -1

    @property
    @abstractmethod
    def closed(self) -> BoolArray:
        """Where there was no position that could have been unsafe before the change (n,)."""
