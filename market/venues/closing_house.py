"""How a pool closes unsafe positions: the actions that it takes for that, and what it does between them."""

from abc import ABC
from collections.abc import Mapping

from firesale.market.actions import Action
from firesale.market.arrays import FloatArray
from firesale.market.venues.base import Handler
from firesale.market.venues.lot_list import Counter, LotList, no_lots


class ClosingHouse(ABC):
    """Opens exactly one account of its own."""

    handlers: Mapping[type[Action], Handler]

    def absorb(self) -> None:
        """At the end of a round: sales that have ended."""

    def check(self) -> None:
        """Raise BrokenInvariantError if it does not hold what it should."""

    def add_equity(self, equity: FloatArray, values: FloatArray) -> None:
        """Add to each player's `equity` (players,) what is theirs in sales that go on, at fair values (m,)."""

    def equity_of(self, account: int, values: FloatArray) -> float:
        """The same of one player."""
        return 0.0

    def on_sale(self) -> LotList:
        """The lots that are auctioned now."""
        return no_lots()

    def counter(self) -> Counter | None:
        """What is sold at a storefront now; None if there is none."""
        return None
