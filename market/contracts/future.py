"""Future: the underlying, later."""

from dataclasses import dataclass
from typing import ClassVar

from typing_extensions import override

from firesale.market.contracts.base import Contract


@dataclass(frozen=True)
class Future(Contract):
    """Worth the price of its underlying at the expiry. Source: Hull, Options, Futures, and Other Derivatives, chapter on futures."""

    is_option: ClassVar[bool] = False
    is_call: ClassVar[bool] = False

    @property
    @override
    def name(self) -> str:
        return f"{self.underlying}-future-{self.expiry:.15g}"

    @property
    @override
    def fixed_price(self) -> float:
        return 1.0
