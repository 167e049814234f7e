"""The liquidator vault takes a perpetual over at its bankruptcy price."""

from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from firesale.market.backstops.base import Absorption, Backstop, Bearer, Resources
from firesale.market.checks import Fraction


@dataclass(frozen=True)
class LiquidatorVault(Backstop):
    """If it has the margin for it. In units of the position. Source: Hyperliquid, whose vault takes over what the book could not close."""

    bearer: ClassVar[Bearer] = Bearer.VAULT

    share: Fraction = 1.0  # largest part of what it has the margin for that it takes

    @override
    def absorb(self, loss: float, resources: Resources) -> Absorption:
        return Absorption("liquidator_vault", self.bearer, min(loss, self.share * resources.vault_takes))
