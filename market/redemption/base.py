"""What a rule of redemption answers."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from firesale.market.arrays import FloatArray, IntArray
from firesale.market.checks import check_fields


@dataclass(frozen=True)
class Redemption(ABC):
    """Which vaults redeemed coins come back to, and what that costs. Decides, moves nothing. Rates are fractions.

    Laws: fees lie between 0 and 1; a base rate never rises with time, and never falls by a redemption.
    """

    offered: ClassVar[bool] = True  # False: nobody can redeem
    fee_stays: ClassVar[bool] = False  # the fee's collateral stays in the vault; else it is the protocol's
    leaves_small_debts: ClassVar[bool] = False  # the last vault may keep less than the least debt; else it is left out

    def __post_init__(self) -> None:
        check_fields(self)

    def open_at(self, total_ratio: float) -> bool:
        """Whether anybody may redeem while all vaults together have so much collateral value per debt."""
        return True

    def counted(self, seconds: float) -> float:
        """What of the seconds since the base rate was last written counts for its decay."""
        return seconds

    @abstractmethod
    def decayed(self, rate: float, seconds: float) -> float:
        """The base rate after so many seconds without a redemption."""

    @abstractmethod
    def raised(self, rate: float, redeemed: float, supply: float) -> float:
        """The base rate after `redeemed` of `supply` (> 0) coins."""

    @abstractmethod
    def redemption_fee(self, rate: float) -> float:
        """Fraction of the collateral that a redemption leaves in the vault."""

    @abstractmethod
    def borrowing_fee(self, rate: float, recovery: bool) -> float:
        """Fraction that is added to a new debt."""

    @abstractmethod
    def queue(self, ratio: FloatArray, rate: FloatArray) -> IntArray:
        """Vaults that may be redeemed against, first to last, of those with these ratios of collateral to debt value, and rates per year (n,)."""
