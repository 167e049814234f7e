"""What a fit is, and what a way to fit must offer."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, log
from typing import Any, ClassVar

from firesale.experiments.calibration.dependence import correlations
from firesale.experiments.price_history import History

TWO_SIDED = 1.959963984540054  # standard errors to either end of a 95 % interval


@dataclass(frozen=True)
class Estimate:
    """One parameter of one asset, in the units of the price process."""

    name: str
    value: float
    error: float  # standard error; NaN if there is none
    note: str = ""  # what to beware of

    @property
    def ends(self) -> tuple[float, float]:
        """95 % interval; NaN without a standard error."""
        return self.value - TWO_SIDED * self.error, self.value + TWO_SIDED * self.error

    @property
    def is_told_from_zero(self) -> bool:
        """True if zero lies outside the interval."""
        return isfinite(self.error) and abs(self.value) > TWO_SIDED * self.error


@dataclass(frozen=True)
class Fit:
    """A price process fitted to the returns of one asset."""

    kind: str
    asset: str
    estimates: tuple[Estimate, ...]
    prices: Mapping[str, Any]  # the table of a scenario, with numbers for this asset alone
    log_likelihood: float  # of the returns, natural logarithm; NaN where there is none
    free: int  # parameters that were fitted
    returns: int
    notes: tuple[str, ...] = ()

    @property
    def aic(self) -> float:
        """Akaike's criterion; lower is better."""
        return 2.0 * self.free - 2.0 * self.log_likelihood

    @property
    def bic(self) -> float:
        """Schwarz's criterion; lower is better."""
        return self.free * log(self.returns) - 2.0 * self.log_likelihood

    def estimate(self, name: str) -> Estimate:
        """The estimate of this name."""
        return next(one for one in self.estimates if one.name == name)


class Calibration(ABC):
    """How one price process is fitted."""

    kind: ClassVar[str]
    method: ClassVar[str]  # in a few words, for the table
    by_asset: ClassVar[tuple[str, ...]] = ()  # parameters that may differ between assets

    @abstractmethod
    def fit(self, history: History, asset: str) -> Fit:
        """The process fitted to one asset."""

    def together(self, history: History, fits: Sequence[Fit]) -> dict[str, Any]:
        """The table `[prices]` of a scenario with all fitted assets."""
        first = fits[0].prices
        table = {name: value for name, value in first.items() if name not in self.by_asset}
        for name in self.by_asset:
            column = {fit.asset: fit.prices[name] for fit in fits if name in fit.prices}
            if any(column.values()):
                table[name] = column
        return table | correlations(history, [fit.asset for fit in fits])


def sure_or_zero(estimate: Estimate) -> float:
    """The estimate if it can be told from zero, else zero: what is not known is not simulated."""
    return estimate.value if estimate.is_told_from_zero else 0.0
