"""Merton's jump-diffusion: maximum likelihood over a mixture of normal densities, one for each number of jumps in a step."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.special import gammaln, logsumexp
from typing_extensions import override

from firesale.experiments.calibration.base import Calibration, Estimate, Fit, sure_or_zero
from firesale.experiments.calibration.dependence import correlations
from firesale.experiments.calibration.geometric_brownian import drift_estimate
from firesale.experiments.calibration.likelihood import Bounds, LogDensities, at_bound, maximise, standard_errors
from firesale.experiments.price_history import History
from firesale.market.arrays import FloatArray

NAMES = ("drift", "volatility", "intensity", "mean_log_jump", "log_jump_deviation")
MOST_JUMPS = 9  # in one step that are thought of
LARGEST_RATE = 0.5  # expected jumps in one step: more of them are a diffusion
FEWEST = 10.0  # expected jumps in all the returns below which their sizes are a guess


class MertonFit(Calibration):
    """The density of a return is a Poisson mixture of normals. Source: Press (1967), A compound events model for security prices.

    The likelihood has no highest point where the diffusion may collapse onto equal returns: the volatility is held above a twentieth of the
    whole one.
    """

    kind = "merton"
    method = "maximum likelihood, numerical"
    by_asset = ("drift", "volatility", "mean_log_jump", "log_jump_deviation")

    @override
    def fit(self, history: History, asset: str) -> Fit:
        return self._fit(history, asset, None)

    def _fit(self, history: History, asset: str, intensity: float | None) -> Fit:
        returns, years = history.of(asset), history.years
        whole = float(returns.std()) / np.sqrt(years)
        bounds = bounds_of(returns, years, intensity)
        densities = mixture(returns, years)
        drift = float(returns.mean()) / years + whole**2 / 2.0
        starts = [
            [drift, whole * share, rate / years, mean * returns.std(), size * returns.std()]
            for share, rate, size, mean in ((0.8, 0.02, 3.0, 0.0), (0.6, 0.15, 1.5, 0.0), (0.9, 0.005, 4.0, -3.0))
        ]
        best = maximise(densities, starts, bounds)
        errors = standard_errors(densities, best, bounds)
        estimates = noted(best, errors, bounds, len(returns) * years)
        table = {"kind": self.kind, **{one.name: one.value for one in estimates}, "drift": sure_or_zero(estimates[0])}
        free = len(NAMES) - (intensity is not None)
        return Fit(self.kind, asset, estimates, table, float(densities(best).sum()), free, len(returns))

    @override
    def together(self, history: History, fits: Sequence[Fit]) -> dict[str, Any]:
        if len(fits) == 1:
            return super().together(history, fits)
        # the process has one intensity for all assets: their geometric mean, and the rest fitted again around it
        common = float(np.exp(np.mean([np.log(fit.prices["intensity"]) for fit in fits])))
        again = [replace(self._fit(history, fit.asset, common), asset=fit.asset) for fit in fits]
        shared = shared_jumps(history, again)
        return (
            super().together(history, again) | {"common_jumps": shared} | correlations(history, [f.asset for f in fits])
        )


def mixture(returns: FloatArray, years: float) -> LogDensities:
    """Log density of each return from drift, volatility, intensity, mean and deviation of log jumps."""
    jumps = np.arange(MOST_JUMPS + 1)[:, None]

    def densities(parameters: FloatArray) -> FloatArray:
        drift, volatility, intensity, mean, deviation = parameters
        expected = intensity * years
        compensation = intensity * np.expm1(mean + deviation**2 / 2.0)
        centre = (drift - volatility**2 / 2.0 - compensation) * years + jumps * mean
        variance = volatility**2 * years + jumps * deviation**2
        weight = jumps * np.log(expected) - expected - gammaln(jumps + 1.0)
        terms = weight - (np.log(2.0 * np.pi * variance) + (returns - centre) ** 2 / variance) / 2.0
        total: FloatArray = logsumexp(terms, axis=0)
        return total

    return densities


def bounds_of(returns: FloatArray, years: float, intensity: float | None) -> list[Bounds]:
    """Where each parameter is looked for; an intensity that is given is kept."""
    whole, largest = float(returns.std()), float(np.abs(returns).max())
    rates = (0.5 / (len(returns) * years), LARGEST_RATE / years)
    return [
        Bounds(-100.0 * whole / years, 100.0 * whole / years),
        Bounds(whole / 20.0 / np.sqrt(years), 1.2 * whole / np.sqrt(years)),
        Bounds(*rates) if intensity is None else Bounds(intensity * (1 - 1e-9), intensity * (1 + 1e-9)),
        Bounds(-largest, largest),
        Bounds(whole / 10.0, 2.0 * largest),
    ]


def noted(best: FloatArray, errors: FloatArray, bounds: Sequence[Bounds], length: float) -> tuple[Estimate, ...]:
    """Estimates with what to beware of; `length` in years."""
    jumps = best[2] * length
    few = f"about {jumps:.1f} jumps in the data: a guess" if jumps < FEWEST else ""
    estimates = [drift_estimate("drift", float(best[0]), float(errors[0]))]
    for place, name in enumerate(NAMES[1:], start=1):
        edge = "at the end of what was searched" if at_bound(best[place], bounds[place]) else ""
        note = edge or (few if place >= 2 else "")
        estimates.append(Estimate(name, float(best[place]), float(errors[place]), note))
    return tuple(estimates)


def shared_jumps(history: History, fits: Sequence[Fit]) -> float:
    """Part of the jumps that all assets have at once: how often two jump together beyond chance, in the mean over pairs."""
    jumped = np.stack([_jumped(history, fit) for fit in fits], axis=1)
    rate = jumped.mean(axis=0)
    shares = [
        ((jumped[:, i] * jumped[:, j]).mean() - rate[i] * rate[j]) / np.sqrt(rate[i] * rate[j])
        for i in range(len(fits))
        for j in range(i + 1, len(fits))
    ]
    return round(float(np.clip(np.mean(shares), 0.0, 1.0)), 3)


def _jumped(history: History, fit: Fit) -> FloatArray:
    """Probability of each return that there was a jump in it."""
    returns, years = history.of(fit.asset), history.years
    parameters = np.array([fit.estimate(name).value for name in NAMES])
    drift, volatility, intensity, mean, deviation = parameters
    calm = (drift - volatility**2 / 2.0 - intensity * np.expm1(mean + deviation**2 / 2.0)) * years
    variance = volatility**2 * years
    without = -intensity * years - (np.log(2.0 * np.pi * variance) + (returns - calm) ** 2 / variance) / 2.0
    jumped: FloatArray = -np.expm1(np.minimum(without - mixture(returns, years)(parameters), 0.0))
    return jumped
