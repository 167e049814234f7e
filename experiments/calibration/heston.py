"""Heston: quasi maximum likelihood on a grid of variances, and the leverage from a moment."""

from collections.abc import Sequence
from math import log, sqrt

import numpy as np
from typing_extensions import override

from firesale.experiments.calibration.base import Calibration, Estimate, Fit, sure_or_zero
from firesale.experiments.calibration.block_length import block_length
from firesale.experiments.calibration.likelihood import Bounds, at_bound, maximise, standard_errors
from firesale.experiments.calibration.variance_grid import quasi_likelihood
from firesale.experiments.price_history import History
from firesale.market.arrays import FloatArray
from firesale.market.streams import Streams

EDGE = "at the end of what was searched"
HIGHEST = 0.95  # leverage
SLOW = 0.2  # of the length of the data: a longer half-life of the variance is not seen often enough
LAGS = 24
RESAMPLES = 200
MOST_OWN = 0.25  # of the leverage that a variance alone would show, by what it does to the mean return


class HestonFit(Calibration):
    """The long-run variance is that of the returns; reversion and deviation of the variance follow by quasi-likelihood, the leverage by a moment.

    Weak where jumps made the tails, which it takes for variance that comes and goes fast; for the leverage, whose error is that of third
    moments; and where the data hold one crisis, as they do not say how often there are others.
    """

    kind = "heston"
    method = "quasi-likelihood, leverage by a moment"
    by_asset = ("volatility", "reversion", "variance_deviation", "leverage")

    @override
    def fit(self, history: History, asset: str) -> Fit:
        returns, years = history.of(asset), history.years
        whole, length = float(returns.std()) / sqrt(years), len(returns) * years
        bounds = [Bounds(0.5 / length, 1.0 / years), Bounds(whole / sqrt(length) / 100.0, 3.0 * whole / sqrt(years))]
        densities = quasi_likelihood(returns, years)
        best = maximise(densities, [[rate / length, whole * sqrt(rate / length)] for rate in (10.0, 100.0)], bounds)
        errors = standard_errors(densities, best, bounds)
        samples = resampled(returns)
        spread = float(np.std([sample.std() for sample in samples])) / sqrt(years)
        fitted = (whole, float(best[0]), float(best[1]))
        slow = "the variance has hardly reverted in the data: a guess" if log(2.0) / best[0] > SLOW * length else ""
        estimates = (
            Estimate("volatility", whole, spread, slow),
            Estimate("reversion", fitted[1], float(errors[0]), EDGE if at_bound(best[0], bounds[0]) else slow),
            Estimate("variance_deviation", fitted[2], float(errors[1]), EDGE if at_bound(best[1], bounds[1]) else ""),
            leverage_estimate(returns, samples, years, fitted),
        )
        table = {"kind": self.kind, **{one.name: one.value for one in estimates}}
        table["leverage"] = sure_or_zero(estimates[-1])
        notes = ("the likelihood is quasi: without leverage, and with a variance that is constant within a step",)
        return Fit(self.kind, asset, estimates, table, float(densities(best).sum()), 4, len(returns), notes)


def leverage_estimate(
    returns: FloatArray, samples: Sequence[FloatArray], years: float, fitted: tuple[float, float, float]
) -> Estimate:
    """Leverage from how squared returns follow returns, and its deviation over bootstrap samples."""
    _, reversion, deviation = fitted
    if deviation > MOST_OWN * 4.0 * reversion:
        return Estimate(
            "leverage", 0.0, float("nan"), "not found: the variance reverts too slowly for a moment to show it"
        )
    measured = leverage(returns, years, fitted)
    spread = float(np.std([leverage(sample, years, fitted) for sample in samples]))
    limited = min(max(measured, -HIGHEST), HIGHEST)
    estimate = Estimate("leverage", limited, spread, "beyond -1 or 1: cut off" if limited != measured else "")
    return (
        estimate
        if estimate.is_told_from_zero
        else Estimate("leverage", limited, spread, "not told from zero: the table has 0")
    )


def leverage(returns: FloatArray, years: float, fitted: tuple[float, float, float]) -> float:
    """Least squares over lags k of E[r_t r_{t+k}^2] on what a leverage of one would give.

    For small steps E[r_t r_{t+k}^2] = (leverage - deviation / (4 reversion)) deviation variance faded^2 exp(-reversion (k - 1) years).
    """
    volatility, reversion, deviation = fitted
    apart = returns - returns.mean()
    squares = apart**2 - apart.var()
    lags = np.arange(1, min(LAGS, len(returns) // 4) + 1)
    measured = np.array([float((apart[:-k] * squares[k:]).mean()) for k in lags])
    faded = -np.expm1(-reversion * years) / reversion
    unit = deviation * volatility**2 * faded**2 * np.exp(-reversion * (lags - 1) * years)
    return float((measured @ unit) / (unit @ unit) + deviation / (4.0 * reversion))


def resampled(returns: FloatArray) -> list[FloatArray]:
    """Stationary bootstrap samples of the returns, with blocks long enough for the memory of their size."""
    count, generator = len(returns), Streams(1).generator("calibration", "resampled")
    length = max(block_length(np.abs(returns)), 2.0 * LAGS)
    samples = []
    for _ in range(RESAMPLES):
        begins = generator.random(count) < 1.0 / length
        begins[0] = True
        start, block = np.flatnonzero(begins), np.cumsum(begins) - 1
        rows = generator.integers(0, count, len(start))[block] + np.arange(count) - start[block]
        samples.append(returns[rows % count])
    return samples
