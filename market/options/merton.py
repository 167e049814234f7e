"""European options on a price that jumps: a mean of Black-Scholes values over the number of jumps."""

import math
from dataclasses import dataclass, replace

import numpy as np

from firesale.market.arrays import FloatArray
from firesale.market.checks import NOT_NEGATIVE, Range
from firesale.market.errors import BadValueError
from firesale.market.options.black_scholes import Conditions, Europeans, values

LEFT_OUT = 1e-14
"""Probability of more jumps than the sum has terms for, at most."""
MOST_JUMPS = 100_000.0
"""Expected jumps until expiry, at most: the sum has a term for each number."""


@dataclass(frozen=True, slots=True)
class Jumps:
    """Poisson jumps of the log price by normal amounts, as in `market.prices.merton`."""

    intensity: float  # jumps per year
    mean: float  # of a log jump
    deviation: float  # of a log jump

    def __post_init__(self) -> None:
        for name, allowed in (("intensity", NOT_NEGATIVE), ("deviation", NOT_NEGATIVE), ("mean", Range(-50.0, 50.0))):
            if not allowed.allows(getattr(self, name)):
                raise BadValueError(f"Jumps.{name}", getattr(self, name), str(allowed))

    @property
    def mean_rise(self) -> float:
        """Mean of the relative jump of the price."""
        return math.expm1(self.mean + self.deviation**2 / 2.0)

    @property
    def drift(self) -> float:
        """Drift of the log price, per year, that makes up for the jumps in the mean."""
        return -self.intensity * self.mean_rise


def jump_values(options: Europeans, at: Conditions, jumps: Jumps) -> FloatArray:
    """Value of one unit of each option, numeraire; `at.volatility` is that of the diffusion alone. Jumps are taken as diversifiable.

    Source: Merton (1976), Option pricing when underlying stock returns are discontinuous; as many terms as leave out less than 1e-14 of the
    probability (Haug's table stops after eleven, which is too few for many jumps). Raises BadValueError above 100,000 expected jumps.
    """
    years = options.years
    expected = jumps.intensity * (1.0 + jumps.mean_rise) * years
    if not np.all(expected <= MOST_JUMPS):
        raise BadValueError("jump_values", float(expected.max()), f"at most {MOST_JUMPS:g} expected jumps")
    total: FloatArray = np.zeros(())
    for count in range(_terms(float(np.max(expected, initial=0.0)))):
        total = total + _probability(count, expected) * values(options, _after(count, years, at, jumps))
    return total


def _after(count: int, years: FloatArray, at: Conditions, jumps: Jumps) -> Conditions:
    """The conditions of a diffusion with the mean and the variance that `count` jumps bring."""
    part = np.divide(count, years, out=np.zeros(years.shape), where=years > 0.0)  # jumps per year
    volatility = np.sqrt(np.square(at.volatility) + jumps.deviation**2 * part)
    extra = part * (jumps.mean + jumps.deviation**2 / 2.0) + jumps.drift
    return replace(at, volatility=volatility, rate=at.rate + extra, carry=at.carry + extra)


def _probability(count: int, expected: FloatArray) -> FloatArray:
    """That a Poisson number with this mean (n,) is `count`."""
    log_mean = np.log(np.maximum(expected, np.finfo(np.float64).tiny))
    found = np.exp(count * log_mean - expected - math.lgamma(count + 1.0))
    return np.where(expected > 0.0, found, float(count == 0))


def _terms(expected: float) -> int:
    """Terms that leave out less than LEFT_OUT: Chernoff's bound on a Poisson tail."""
    count = math.ceil(expected) + 1
    while expected > 0.0 and count - expected - count * math.log(count / expected) > math.log(LEFT_OUT):
        count += 1 + count // 20
    return count
