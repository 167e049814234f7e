"""The insurance fund pays what a sale of an unsafe perpetual leaves open."""

from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from firesale.market.backstops.base import Absorption, Backstop, Bearer, Resources
from firesale.market.checks import Fraction


@dataclass(frozen=True)
class InsuranceFund(Backstop):
    """As many units as the market maker makes a price for and the fund can pay for are sold along the curve. In units of the position.

    Source: dYdX v4, `x/clob`: the fund pays what a liquidation leaves open, and what it cannot pay for is deleveraged.
    """

    bearer: ClassVar[Bearer] = Bearer.INSURANCE_FUND

    share: Fraction = 1.0  # largest part of what can be sold so that is

    @override
    def absorb(self, loss: float, resources: Resources) -> Absorption:
        return Absorption("insurance_fund", self.bearer, min(loss, self.share * resources.insured))
