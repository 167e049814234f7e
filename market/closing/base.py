"""What a rule for closing unsafe perpetual positions answers."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.checks import check_fields


@dataclass(frozen=True, slots=True)
class UnsafePosition:
    """n positions of unsafe accounts in one market each, in units of the margin asset unless said otherwise. All (n,)."""

    size: FloatArray  # signed units
    mark: FloatArray  # margin units per unit
    requirement: FloatArray  # maintenance, of the position
    value: FloatArray  # of the whole account
    total_requirement: FloatArray  # maintenance, of the whole account

    @property
    def share(self) -> FloatArray:
        """The position's part of the account's requirement (n,); all of it where nothing is required."""
        some = self.total_requirement > 0.0
        return np.divide(self.requirement, self.total_requirement, out=np.ones_like(self.requirement), where=some)


@dataclass(frozen=True)
class ClosingRule(ABC):
    """Terms on which an unsafe position is taken over.

    Laws: the price is not negative and not better for its owner than the mark; 0 < largest <= |size|.
    """

    def __post_init__(self) -> None:
        check_fields(self)

    @abstractmethod
    def price(self, unsafe: UnsafePosition) -> FloatArray:
        """What a taker pays per unit of a long, or is paid per unit of a short, (n,)."""

    @abstractmethod
    def largest(self, unsafe: UnsafePosition) -> FloatArray:
        """Units that may be closed at once, (n,), without sign."""

    @abstractmethod
    def largest_fee(self, value: FloatArray) -> FloatArray:
        """Most that the insurance fund takes of a closing of this value, (n,): from what is above the bankruptcy price."""
