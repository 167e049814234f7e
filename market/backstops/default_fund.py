"""The other members pay out of what they gave to the default fund, in proportion."""

from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from firesale.market.backstops.base import Absorption, Backstop, Bearer, Resources
from firesale.market.checks import Fraction


@dataclass(frozen=True)
class DefaultFund(Backstop):
    """Mutualised: each surviving member's contribution loses the same part. Source: EMIR, articles 42 and 45 (unverified)."""

    bearer: ClassVar[Bearer] = Bearer.DEFAULT_FUND

    share: Fraction = 1.0  # largest part of the fund that one default may take

    @override
    def absorb(self, loss: float, resources: Resources) -> Absorption:
        return Absorption("default_fund", self.bearer, min(loss, self.share * resources.default_fund))
