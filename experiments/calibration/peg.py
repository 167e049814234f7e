"""A peg: exact maximum likelihood of an Ornstein-Uhlenbeck log price, an autoregression of order one."""

from collections.abc import Sequence
from math import exp, log

import numpy as np
from typing_extensions import override

from firesale.experiments.calibration.base import Calibration, Estimate, Fit
from firesale.experiments.calibration.likelihood import Bounds, at_bound, maximise, standard_errors
from firesale.experiments.price_history import History
from firesale.market.arrays import FloatArray

SLOW = 0.25  # of the length of the data: a half-life above it looks like a random walk
UNIT_ROOT = (
    2.86  # standard errors of reversion that a random walk reaches in one of twenty samples (Dickey and Fuller 1979)
)
QUICK = 0.5  # of the time between two returns: a half-life below it has passed before anybody looks


class PegFit(Calibration):
    """The first log price is drawn from the long run, each later one from the one before it; no jumps.

    Reversion comes out too fast in short samples. Source: Tang and Chen (2009), Parameter estimation and bias correction for diffusion processes.
    """

    kind = "peg"
    method = "maximum likelihood, exact, without jumps"
    by_asset = ("reversion", "volatility", "target")

    @override
    def fit(self, history: History, asset: str) -> Fit:
        returns, years = history.of(asset), history.years
        before = np.log(history.prices_of(asset)[:-1])
        level = float(before.mean())
        bounds = self._bounds(returns, before, years)
        whole = float(returns.std()) / np.sqrt(years)
        starts = [[rate / years, level, whole] for rate in (0.3, 0.01)]

        def objective(parameters: FloatArray) -> FloatArray:
            terms = given_before(returns, before, years, parameters)
            terms[0] += long_run_density(before[0], parameters)
            return terms

        best = maximise(objective, starts, bounds)
        errors = standard_errors(objective, best, bounds)
        estimates = self._noted(best, errors, bounds, len(returns), years)
        likelihood = float(given_before(returns, before, years, best).sum())
        table = {"kind": self.kind, **{one.name: one.value for one in estimates if one.name in self.by_asset}}
        return Fit(self.kind, asset, estimates, table, likelihood, 3, len(returns), self._notes(returns))

    def _bounds(self, returns: FloatArray, before: FloatArray, years: float) -> list[Bounds]:
        whole = float(returns.std()) / np.sqrt(years)
        spread = float(before.max() - before.min()) + float(returns.std())
        return [
            Bounds(1e-3 / (len(returns) * years), 5.0 / years),
            Bounds(float(before.min()) - spread, float(before.max()) + spread),
            Bounds(whole / 20.0, whole * 20.0),
        ]

    def _noted(
        self, best: FloatArray, errors: FloatArray, bounds: Sequence[Bounds], count: int, years: float
    ) -> tuple[Estimate, ...]:
        half_life, note = log(2.0) / best[0], ""
        if half_life > SLOW * count * years or at_bound(best[0], bounds[0]):
            note = "hardly told from a random walk: the data are too short"
        elif half_life < QUICK * years:
            note = "faster than the data can show"
        elif not best[0] > UNIT_ROOT * errors[0]:
            note = "not told from a random walk (Dickey and Fuller)"
        target = exp(best[1])
        return (
            Estimate("reversion", float(best[0]), float(errors[0]), note),
            Estimate("half_life_hours", half_life * 8760.0, half_life * 8760.0 * errors[0] / best[0], note),
            Estimate("target", target, target * float(errors[1])),
            Estimate("volatility", float(best[2]), float(errors[2])),
        )

    def _notes(self, returns: FloatArray) -> tuple[str, ...]:
        centred = returns - returns.mean()
        excess = float((centred**4).mean() / centred.var() ** 2 - 3.0)
        told = f"excess kurtosis of returns {excess:.1f}: set intensity and mean_log_jump by hand if the peg may be thrown off"
        return (told,) if excess > 3.0 else ()


def given_before(returns: FloatArray, before: FloatArray, years: float, parameters: FloatArray) -> FloatArray:
    """Log density of each return given the log price before it, from reversion, log target and volatility."""
    reversion, level, volatility = parameters
    kept = exp(-reversion * years)
    variance = volatility**2 * -np.expm1(-2.0 * reversion * years) / (2.0 * reversion)
    apart = returns - (1.0 - kept) * (level - before)
    terms: FloatArray = -(np.log(2.0 * np.pi * variance) + apart**2 / variance) / 2.0
    return terms


def long_run_density(log_price: float, parameters: FloatArray) -> float:
    """Log density of a log price in the long run."""
    reversion, level, volatility = parameters
    variance = volatility**2 / (2.0 * reversion)
    return float(-(np.log(2.0 * np.pi * variance) + (log_price - level) ** 2 / variance) / 2.0)
