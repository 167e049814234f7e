"""What an ordering rule answers."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from firesale.market.arrays import FloatArray
from firesale.market.checks import check_fields
from firesale.market.streams import Draws


@dataclass(frozen=True, slots=True)
class Orders:
    """n orders of one round, in order of arrival. `draws` has one entity per order: the account that sent it."""

    priority_fee: FloatArray  # (n,), numeraire
    draws: Draws


@dataclass(frozen=True)
class Ordering(ABC):
    """Ranks orders; orders of equal rank keep their order of arrival, so one account's actions stay in the sequence it meant."""

    def __post_init__(self) -> None:
        check_fields(self)

    @abstractmethod
    def rank(self, orders: Orders) -> list[FloatArray]:
        """Sort keys, the most important first, each of shape (n,); lower goes first."""

    def room(self) -> int | None:
        """How many orders of a round are executed, the first of them; the others are refused. None: all."""
        return None
