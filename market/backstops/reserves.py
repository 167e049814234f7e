"""The protocol's own reserves pay."""

from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from firesale.market.backstops.base import Absorption, Backstop, Bearer, Resources
from firesale.market.checks import Fraction


@dataclass(frozen=True)
class Reserves(Backstop):
    """Pays from the interest and fees that the protocol kept. Source: Aave v3, deficit covered by burning the treasury's aTokens."""

    bearer: ClassVar[Bearer] = Bearer.RESERVES

    share: Fraction = 1.0  # largest part of the reserves that one loss may take

    @override
    def absorb(self, loss: float, resources: Resources) -> Absorption:
        return Absorption("reserves", self.bearer, min(loss, self.share * resources.reserves))
