"""A rate that rises slowly up to the utilisation that is wanted and fast beyond it."""

from dataclasses import dataclass
from typing import Annotated

from typing_extensions import override

from firesale.market.checks import NotNegative, Range
from firesale.market.rates.base import Number, RateModel

Kink = Annotated[float, Range(0.0, 1.0, low_excluded=True, high_excluded=True)]


@dataclass(frozen=True)
class Kinked(RateModel):
    """Two straight lines. Rates per year, as fractions. Source: Aave v3, `DefaultReserveInterestRateStrategyV2`."""

    base: NotNegative = 0.0  # at utilisation 0
    slope_1: NotNegative = 0.065  # rise from utilisation 0 to the optimal one
    slope_2: NotNegative = 0.6  # further rise from the optimal utilisation to 1
    optimal_utilisation: Kink = 0.92

    @override
    def borrow_rate(self, utilisation: Number) -> Number:
        excess = (utilisation - self.optimal_utilisation) * (utilisation > self.optimal_utilisation)
        below = (utilisation - excess) / self.optimal_utilisation
        return self.base + self.slope_1 * below + self.slope_2 * excess / (1.0 - self.optimal_utilisation)
