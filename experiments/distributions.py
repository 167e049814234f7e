"""Numbers that differ between the accounts of a group: drawn once at set-up, each account from its own stream."""

from functools import partial
from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from firesale.experiments.wording import number_words
from firesale.market.arrays import FloatArray
from firesale.market.checks import Range
from firesale.market.streams import Draws

SMALLEST, LARGEST = float(np.nextafter(0.0, 1.0)), float(np.finfo(np.float64).max)
PositiveNumber = Annotated[float, Field(gt=0.0, allow_inf_nan=False)]
Number = Annotated[float, Field(allow_inf_nan=False)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Uniform(_Form):
    """Every value between two bounds equally likely."""

    distribution: Literal["uniform"]
    low: Number
    high: Number

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low > self.high:
            raise ValueError("low not above high")
        return self

    def draw(self, draws: Draws) -> FloatArray:
        """One value per account."""
        return draws.uniform(self.low, self.high)

    def bounds(self) -> tuple[float, float]:
        """Smallest and largest value that can come."""
        return self.low, self.high


class Normal(_Form):
    """Normal, moved to the nearest bound where it falls outside them."""

    distribution: Literal["normal"]
    mean: Number
    deviation: PositiveNumber
    low: float = -np.inf
    high: float = np.inf

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.high:
            raise ValueError("low not above high")
        return self

    def draw(self, draws: Draws) -> FloatArray:
        """One value per account."""
        return np.clip(draws.normal(self.mean, self.deviation), self.low, self.high)

    def bounds(self) -> tuple[float, float]:
        """Smallest and largest value that can come."""
        return self.low, self.high


class LogNormal(_Form):
    """Log-normal by its median and the standard deviation of the log."""

    distribution: Literal["lognormal"]
    median: PositiveNumber
    log_deviation: PositiveNumber

    def draw(self, draws: Draws) -> FloatArray:
        """One value per account."""
        with np.errstate(over="ignore"):  # whoever draws refuses infinity
            return self.median * np.exp(draws.normal(0.0, self.log_deviation))

    def bounds(self) -> tuple[float, float]:
        """Smallest and largest value that can come."""
        return SMALLEST, LARGEST


class Pareto(_Form):
    """Pareto: few large, many small. Position sizes on lending pools look like this."""

    distribution: Literal["pareto"]
    least: PositiveNumber
    exponent: PositiveNumber
    most: Annotated[float, Field(gt=0.0)] = np.inf

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.least > self.most:
            raise ValueError("least not above most")
        return self

    def draw(self, draws: Draws) -> FloatArray:
        """One value per account."""
        with np.errstate(over="ignore"):  # whoever draws refuses infinity
            return np.minimum(self.least * (1.0 - draws.uniform()) ** (-1.0 / self.exponent), self.most)

    def bounds(self) -> tuple[float, float]:
        """Smallest and largest value that can come."""
        return self.least, self.most


AnyDistribution = Uniform | Normal | LogNormal | Pareto
Distribution = Annotated[AnyDistribution, Field(discriminator="distribution")]


def drawn_within(allowed: Range) -> Any:
    """A distribution of which no account can draw a value outside the range, whatever the seed."""
    return Annotated[Distribution, AfterValidator(partial(_within, allowed))]


def _within(allowed: Range, given: AnyDistribution) -> AnyDistribution:
    low, high = given.bounds()
    for bound in (max(low, -LARGEST), min(high, LARGEST)):
        if not allowed.allows(bound):
            gives = f"{bound:.4g}" if abs(bound) < LARGEST else "numbers of any size: give it low or high"
            raise ValueError(f"a distribution of {number_words(allowed, plural=True)}; this one may give {gives}")
    return given


def value_of(given: float | AnyDistribution, draws: Draws) -> FloatArray:
    """One value per account, shape (n,)."""
    if isinstance(given, int | float):
        return np.full(len(draws.entities), float(given))
    return given.draw(draws)
