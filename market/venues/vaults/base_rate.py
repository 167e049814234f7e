"""The base rate of redemptions: rises with what is redeemed, halves with time, and makes borrowing and redeeming dearer.

Source: Liquity v1, `TroveManager.sol`; Liquity v2, `CollateralRegistry.sol`.
"""

from dataclasses import dataclass

from firesale.market.checks import Fraction, Positive, check_fields


@dataclass(frozen=True)
class BaseRate:
    """Rates are fractions. The defaults are those of Liquity v1; in version 2 the half-life is 6 hours and `divisor` 1."""

    half_life: Positive = 43_200.0  # seconds after which the base rate is half
    divisor: Positive = 2.0  # a redemption raises the base rate by its share of the supply over this
    least_fee: Fraction = 0.005  # of what is borrowed or redeemed
    most_borrowing_fee: Fraction = 0.05  # of what is borrowed
    most_redemption_fee: Fraction = 1.0  # of what is redeemed

    def __post_init__(self) -> None:
        check_fields(self)

    def decayed(self, rate: float, seconds: float) -> float:
        """The base rate after so many seconds without a redemption (the contracts count whole minutes)."""
        return float(rate * 0.5 ** (seconds / self.half_life))

    def raised(self, rate: float, redeemed: float, supply: float) -> float:
        """The base rate after `redeemed` of `supply` (> 0) units, at most 1."""
        return min(1.0, rate + redeemed / supply / self.divisor)

    def redemption_fee(self, rate: float) -> float:
        """Fraction of the collateral that a redemption leaves behind."""
        return min(self.least_fee + rate, self.most_redemption_fee)

    def borrowing_fee(self, rate: float, recovery: bool) -> float:
        """Fraction that is added to a new debt; nothing in recovery mode. Source of the last rule: recollection, unverified."""
        return 0.0 if recovery else min(self.least_fee + rate, self.most_borrowing_fee)
