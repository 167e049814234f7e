"""What a cleared contract says: on what, until when, and for how much."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Annotated, ClassVar

from firesale.market.checks import AssetName, Range, check_fields

Expiry = Annotated[float, Range(0.0, low_excluded=True, high_excluded=True, unit="seconds")]


@dataclass(frozen=True)
class Contract(ABC):
    """One unit of the underlying at its expiry, marked to market until then: nothing is paid when it is agreed, only changes of value.

    So an option has no premium: whoever holds it pays its decay day by day. Source: futures-style margined options, as on European exchanges.
    """

    is_option: ClassVar[bool]
    is_call: ClassVar[bool]

    underlying: AssetName
    expiry: Expiry  # seconds since the start of the run

    def __post_init__(self) -> None:
        check_fields(self)

    @property
    @abstractmethod
    def name(self) -> str:
        """How events and actions call it, for instance "ETH-future-86400" or "ETH-put-1800-86400"."""

    @property
    @abstractmethod
    def fixed_price(self) -> float:
        """The strike, numeraire per unit; 1 for a future, whose value does not depend on it."""
