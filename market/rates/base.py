"""What a rate model answers."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TypeVar

from firesale.market.arrays import FloatArray
from firesale.market.checks import check_fields

Number = TypeVar("Number", float, FloatArray)
"""A float gives a float, an array an array of the same shape."""


@dataclass(frozen=True)
class RateModel(ABC):
    """What borrowing costs, given how much of the deposits is lent out."""

    def __post_init__(self) -> None:
        check_fields(self)

    @abstractmethod
    def borrow_rate(self, utilisation: Number) -> Number:
        """Annual rate as a fraction, before compounding. `utilisation`: debt / (cash + debt), from 0 to 1."""
