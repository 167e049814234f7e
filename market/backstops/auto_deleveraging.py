"""Positions on the other side are closed at the bankruptcy price: winners give up what they would still gain."""

from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from firesale.market.backstops.base import Absorption, Backstop, Bearer, Resources


@dataclass(frozen=True)
class AutoDeleveraging(Backstop):
    """As far as the other side can bear; whose positions come first says the venue's `deleveraging`. In units of the position.

    Source: dYdX v4, `x/clob`, deleveraging; Hyperliquid, auto-deleveraging below an account value of 0.
    """

    bearer: ClassVar[Bearer] = Bearer.WINNERS

    @override
    def absorb(self, loss: float, resources: Resources) -> Absorption:
        return Absorption("auto_deleveraging", self.bearer, min(loss, resources.other_side))
