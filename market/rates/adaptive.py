"""A curve that moves: it rises while more is lent out than wanted and falls while less is."""

from dataclasses import dataclass, replace
from typing import Annotated

from typing_extensions import override

from firesale.market.calendar import SECONDS_PER_YEAR
from firesale.market.checks import POSITIVE, NotNegative, Range
from firesale.market.errors import BadValueError
from firesale.market.rates.base import Number, RateModel
from firesale.market.rates.quick_exponential import quick_exponential

Target = Annotated[float, Range(0.0, 1.0, low_excluded=True, high_excluded=True)]
Rate = Annotated[float, POSITIVE]


@dataclass(frozen=True)
class Adaptive(RateModel):
    """The rate is `rate_at_target` at the wanted utilisation, `steepness` times that at 1 and that over `steepness` at 0.

    With the error e, from -1 (utilisation 0) to 1 (utilisation 1), the rate at target grows by the factor exp(speed * e * years), within its
    limits; exp is the contract's approximation of it. Rates per year, as fractions.
    Source: Morpho, `AdaptiveCurveIrm` and its `ConstantsLib` (morpho-blue-irm).
    """

    rate_at_target: Rate = 0.04  # at the start
    steepness: Annotated[float, Range(1.0, high_excluded=True)] = 4.0  # rate at full utilisation over rate at target
    speed: NotNegative = 50.0  # per year, at the largest error
    target: Target = 0.9  # utilisation
    least: Rate = 0.001  # of the rate at target
    most: Rate = 2.0  # of the rate at target

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.least <= self.rate_at_target <= self.most:
            allowed = f"between least, {self.least}, and most, {self.most}"
            raise BadValueError("Adaptive.rate_at_target", self.rate_at_target, allowed)

    @override
    def borrow_rate(self, utilisation: Number) -> Number:
        return self._curve(utilisation) * self.rate_at_target

    @override
    def mean_rate(self, utilisation: float, seconds: float) -> float:
        """By the trapezoidal rule with two intervals, as the contract does."""
        middle, end = self._moved(utilisation, seconds / 2.0), self._moved(utilisation, seconds)
        return self._curve(utilisation) * (self.rate_at_target + 2.0 * middle + end) / 4.0

    @override
    def after(self, utilisation: float, seconds: float) -> "Adaptive":
        return replace(self, rate_at_target=self._moved(utilisation, seconds))

    def _moved(self, utilisation: float, seconds: float) -> float:
        """The rate at target after some time at one utilisation."""
        exponent = self.speed * self._error(utilisation) * seconds / SECONDS_PER_YEAR
        return min(max(self.rate_at_target * quick_exponential(exponent), self.least), self.most)

    def _error(self, utilisation: Number) -> Number:
        above = utilisation > self.target
        return (utilisation - self.target) / (self.target + (1.0 - 2.0 * self.target) * above)

    def _curve(self, utilisation: Number) -> Number:
        """Rate over rate at target."""
        error = self._error(utilisation)
        below = 1.0 - 1.0 / self.steepness
        return 1.0 + error * (below + (self.steepness - 1.0 - below) * (error > 0.0))
