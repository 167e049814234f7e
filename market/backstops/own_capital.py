"""The clearing house pays with its own capital."""

from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from firesale.market.backstops.base import Absorption, Backstop, Bearer, Resources
from firesale.market.checks import Fraction


@dataclass(frozen=True)
class OwnCapital(Backstop):
    """Skin in the game: used before what other members contributed.

    Source: EMIR, article 45: a quarter of the capital that it must have (unverified).
    """

    bearer: ClassVar[Bearer] = Bearer.CLEARING_HOUSE

    share: Fraction = 1.0  # largest part of the capital that one default may take

    @override
    def absorb(self, loss: float, resources: Resources) -> Absorption:
        return Absorption("own_capital", self.bearer, min(loss, self.share * resources.capital))
