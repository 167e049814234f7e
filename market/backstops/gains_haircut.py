"""Those who gained while the defaulter did not pay give some of it back."""

from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from firesale.market.backstops.base import Absorption, Backstop, Bearer, Resources
from firesale.market.checks import Fraction


@dataclass(frozen=True)
class GainsHaircut(Backstop):
    """Variation margin gains haircutting: each gain is cut by the same part.

    Source: CPMI-IOSCO, Recovery of financial market infrastructures (2014), 4.2 (unverified).
    """

    bearer: ClassVar[Bearer] = Bearer.GAINERS

    share: Fraction = 1.0  # largest part of the gains that one default may take

    @override
    def absorb(self, loss: float, resources: Resources) -> Absorption:
        return Absorption("gains_haircut", self.bearer, min(loss, self.share * resources.gains))
