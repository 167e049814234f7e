"""How a pool closes unsafe positions: the actions that it takes for that, and what it does between them."""

from abc import ABC
from collections.abc import Mapping

from firesale.market.actions import Action
from firesale.market.venues.base import Handler


class ClosingHouse(ABC):
    """Opens exactly one account of its own."""

    handlers: Mapping[type[Action], Handler]

    def absorb(self) -> None:
        """At the end of a round: sales that have ended."""

    def check(self) -> None:
        """Raise BrokenInvariantError if it does not hold what it should."""
