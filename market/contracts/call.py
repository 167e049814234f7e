"""Call: the right to buy at the strike."""

from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from firesale.market.checks import Positive
from firesale.market.contracts.base import Contract


@dataclass(frozen=True)
class Call(Contract):
    """Worth the price less the strike at the expiry, if that is positive; European. Source: Black (Journal of Financial Economics 1976)."""

    is_option: ClassVar[bool] = True
    is_call: ClassVar[bool] = True

    strike: Positive  # numeraire per unit

    @property
    @override
    def name(self) -> str:
        return f"{self.underlying}-call-{self.strike:.15g}-{self.expiry:.15g}"

    @property
    @override
    def fixed_price(self) -> float:
        return self.strike
