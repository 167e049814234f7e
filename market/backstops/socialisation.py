"""Lenders pay, each in proportion to the claim."""

from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from firesale.market.backstops.base import Absorption, Backstop, Bearer, Resources


@dataclass(frozen=True)
class Socialisation(Backstop):
    """Writes down what each receipt token is worth. Source: Morpho Blue and Euler v2, debt socialisation when no collateral is left."""

    bearer: ClassVar[Bearer] = Bearer.LENDERS

    @override
    def absorb(self, loss: float, resources: Resources) -> Absorption:
        return Absorption("socialisation", self.bearer, min(loss, resources.lenders))
