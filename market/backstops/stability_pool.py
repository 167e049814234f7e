"""Depositors of the stability pool pay: their coins are destroyed against a loss that a liquidation left."""

from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from firesale.market.backstops.base import Absorption, Backstop, Bearer, Resources
from firesale.market.checks import Fraction


@dataclass(frozen=True)
class StabilityDraw(Backstop):
    """Each deposit loses the same part and gains no collateral: what there was has been sold before.

    The accounts are those of Liquity v1. That it pays for what another mechanism left uncovered is a design of ours; there it pays whole debts, as
    the liquidation mechanism `stability_pool` does here. Source: Liquity v1, `StabilityPool.offset`.
    """

    bearer: ClassVar[Bearer] = Bearer.DEPOSITORS

    share: Fraction = 1.0  # largest part of the deposits that one loss may take

    @override
    def absorb(self, loss: float, resources: Resources) -> Absorption:
        return Absorption("stability_pool", self.bearer, min(loss, self.share * resources.stability_deposits))
