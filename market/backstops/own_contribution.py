"""The member that defaulted pays first, out of what it gave to the default fund."""

from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from firesale.market.backstops.base import Absorption, Backstop, Bearer, Resources


@dataclass(frozen=True)
class OwnContribution(Backstop):
    """Defaulter pays: its contribution is used before anybody else's. Source: Regulation (EU) 648/2012 (EMIR), article 45 (unverified)."""

    bearer: ClassVar[Bearer] = Bearer.DEFAULTER

    @override
    def absorb(self, loss: float, resources: Resources) -> Absorption:
        return Absorption("own_contribution", self.bearer, min(loss, resources.defaulter))
