"""The quadratic-exponential scheme for a square-root variance, and the share of it that moves a price.

Source: Andersen (2008), Simple and efficient simulation of the Heston stochastic volatility model, sections 3.2.3 and 4.3.
"""

import math
from dataclasses import dataclass

import numpy as np

from firesale.market.arrays import BoolArray, FloatArray

SWITCH = 1.5  # relative variance above which the law of the next variance has an atom at zero
HIGHEST = 0.9  # of the exponent at which a mean would become infinite: the largest that is used
LEAST = 1e-12  # mean variance per year below which it counts as certain
SMALLEST = 1e-16  # relative variance below which the next variance counts as certain


@dataclass(frozen=True, slots=True)
class VarianceStep:
    """One step of n variances, shape (n,) each: where they go, and what the price gets of it."""

    next_variance: FloatArray  # per year
    integrated: FloatArray  # variance times years
    shared_return: FloatArray  # log return that goes with the variance's own shock; its exponential has mean 1


@dataclass(frozen=True, slots=True)
class SquareRoot:
    """The variance reverts to `long_run` at the speed `reversion`: dv = reversion (long_run - v) dt + deviation sqrt(v) dW; shape (n,) each."""

    long_run: FloatArray  # per year
    reversion: FloatArray  # per year, not negative
    deviation: FloatArray  # of variance, per year
    leverage: FloatArray  # correlation of shocks to price and variance

    def step(self, variance: FloatArray, years: float, shock: FloatArray) -> VarianceStep:
        """From variances and standard normal shocks, shape (n,) each. Mean and variance of the next variance are exact."""
        faded = _faded_years(self.reversion, years)
        kept = np.exp(-self.reversion * years)
        mean = self.long_run + (variance - self.long_run) * kept
        spread = self.deviation**2 * faded * (variance * kept + self.long_run * self.reversion * faded / 2.0)
        expected = np.maximum(self.long_run * years + (variance - self.long_run) * faded, 0.0)
        law = Law.of(mean, spread)
        after = law.at(shock)
        integrated = np.maximum(expected + years / 2.0 * (after - mean), 0.0)
        return VarianceStep(after, integrated, self._shared(law, after, shock, expected, integrated, years))

    def _shared(
        self,
        law: "Law",
        after: FloatArray,
        shock: FloatArray,
        expected: FloatArray,
        integrated: FloatArray,
        years: float,
    ) -> FloatArray:
        """The leverage times sqrt(expected) times the standardised shock, less what makes its exponential a martingale."""
        sure = self.leverage * (np.sqrt(expected) * shock - self.leverage * integrated / 2.0)
        deviation = np.where(law.certain, 1.0, np.sqrt(law.spread))
        slope = self.leverage * np.sqrt(expected) / deviation - self.leverage**2 * years / 4.0
        slope = np.minimum(slope, HIGHEST * law.largest_exponent)
        return np.where(law.certain, sure, slope * after - law.log_mean_exponential(slope))


@dataclass(frozen=True, slots=True)
class Law:
    """Distribution of the next variance: a scaled squared normal where it is narrow, an atom at zero and an exponential tail where it is wide."""

    sure: FloatArray  # the next variance where nothing is left to chance
    spread: FloatArray  # variance of the variance
    certain: BoolArray  # where that is so
    narrow: BoolArray
    scale: FloatArray  # a of a (b + Z)^2
    squared_shift: FloatArray  # b^2
    tail: FloatArray  # probability of more than zero
    decay: FloatArray  # of the exponential tail

    @classmethod
    def of(cls, mean: FloatArray, spread: FloatArray) -> "Law":
        """The law with this mean and variance, shape (n,) each."""
        certain = (mean <= LEAST) | (spread <= SMALLEST * mean**2)
        sure, mean = mean, np.maximum(mean, LEAST)
        relative = np.where(certain, 1.0, spread / mean**2)
        small, large = np.minimum(relative, SWITCH), np.maximum(relative, SWITCH)
        inverse = 2.0 / small
        squared_shift = inverse - 1.0 + np.sqrt(inverse) * np.sqrt(inverse - 1.0)
        tail = 2.0 / (large + 1.0)
        scale = mean / (1.0 + squared_shift)
        return cls(sure, spread, certain, relative <= SWITCH, scale, squared_shift, tail, tail / mean)

    def at(self, shock: FloatArray) -> FloatArray:
        """The variance that goes with a standard normal shock; grows with it."""
        squared = self.scale * (np.sqrt(self.squared_shift) + shock) ** 2
        wide = np.flatnonzero(~self.narrow & ~self.certain)
        drawn = np.where(self.certain, self.sure, squared)
        above = np.array([math.erfc(z / math.sqrt(2.0)) / 2.0 for z in shock[wide].tolist()])
        tail = np.log(self.tail[wide] / above) / self.decay[wide]
        drawn[wide] = np.maximum(tail, 0.0)
        return drawn

    @property
    def largest_exponent(self) -> FloatArray:
        """Below it the exponential of the variance has a mean."""
        return np.where(self.narrow, 0.5 / self.scale, self.decay)

    def log_mean_exponential(self, slope: FloatArray) -> FloatArray:
        """Logarithm of E[exp(slope * variance)], shape (n,)."""
        room = np.where(self.narrow, 1.0 - 2.0 * slope * self.scale, 1.0)
        squared = slope * self.squared_shift * self.scale / room - np.log(room) / 2.0
        wide = np.where(self.narrow, 0.0, slope)
        tail = np.log1p(self.tail * wide / (self.decay - wide))
        return np.where(self.narrow, squared, tail)


def _faded_years(rate: FloatArray, years: float) -> FloatArray:
    positive = np.where(rate > 0.0, rate, 1.0)
    return np.where(rate > 0.0, -np.expm1(-positive * years) / positive, years)
