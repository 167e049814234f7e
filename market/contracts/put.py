"""Put: the right to sell at the strike."""

from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from firesale.market.checks import Positive
from firesale.market.contracts.base import Contract


@dataclass(frozen=True)
class Put(Contract):
    """Worth the strike less the price at the expiry, if that is positive; European. Source: Black (Journal of Financial Economics 1976)."""

    is_option: ClassVar[bool] = True
    is_call: ClassVar[bool] = False

    strike: Positive  # numeraire per unit

    @property
    @override
    def name(self) -> str:
        return f"{self.underlying}-put-{self.strike:.15g}-{self.expiry:.15g}"

    @property
    @override
    def fixed_price(self) -> float:
        return self.strike
