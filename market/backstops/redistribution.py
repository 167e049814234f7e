"""Owners of the other vaults pay: they owe what is left, each in proportion to the debt."""

from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from firesale.market.backstops.base import Absorption, Backstop, Bearer, Resources
from firesale.market.checks import Fraction


@dataclass(frozen=True)
class Redistribution(Backstop):
    """No more than all of them together have above what they owe, at the oracle's prices; a vault may still become unsafe by its part.

    In proportion to debt, since a loss comes without collateral; Liquity shares debt and collateral together, by stake. Source: Liquity v1,
    `TroveManager._redistributeDebtAndColl`.
    """

    bearer: ClassVar[Bearer] = Bearer.VAULT_OWNERS

    share: Fraction = 1.0  # largest part of what the vaults have above their debts that one loss may take

    @override
    def absorb(self, loss: float, resources: Resources) -> Absorption:
        return Absorption("redistribution", self.bearer, min(loss, self.share * resources.vault_equity))
