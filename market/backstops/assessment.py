"""The other members are asked for more."""

from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from firesale.market.backstops.base import Absorption, Backstop, Bearer, Resources
from firesale.market.checks import NotNegative


@dataclass(frozen=True)
class Assessment(Backstop):
    """Cash call on the surviving members, in proportion to their contributions, up to a cap per default.

    Source: CPMI-IOSCO, Recovery of financial market infrastructures (2014), 4.2 (unverified).
    """

    bearer: ClassVar[Bearer] = Bearer.MEMBERS

    cap: NotNegative = 1.0  # most that a member is asked for, in contributions

    @override
    def absorb(self, loss: float, resources: Resources) -> Absorption:
        return Absorption("assessment", self.bearer, min(loss, self.cap * resources.pledged))
