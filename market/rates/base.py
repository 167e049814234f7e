"""What a rate model answers."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from firesale.market.arrays import FloatArray
from firesale.market.checks import check_fields

Number = TypeVar("Number", float, FloatArray)
"""A float gives a float, an array an array of the same shape."""


@dataclass(frozen=True)
class RateModel(ABC):
    """What borrowing costs, given how much of the deposits is lent out. A model that moves is followed by another one: see `after`."""

    reads_price: ClassVar[bool] = False  # the price of what is owed matters, too: see `at_price`

    def __post_init__(self) -> None:
        check_fields(self)

    @abstractmethod
    def borrow_rate(self, utilisation: Number) -> Number:
        """Annual rate as a fraction, before compounding. `utilisation`: debt / (cash + debt), from 0 to 1."""

    def mean_rate(self, utilisation: float, seconds: float) -> float:
        """Mean annual rate over a time in which the utilisation stays as it is."""
        return self.borrow_rate(utilisation)

    def after(self, utilisation: float, seconds: float) -> "RateModel":
        """The model in force after that time."""
        return self

    def at_price(self, price: float) -> "RateModel":
        """The model while what is owed is worth `price` (numeraire per unit)."""
        return self
