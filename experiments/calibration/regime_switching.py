"""Regime switching with two regimes: expectation maximisation, and standard errors from the scores at its end."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from typing_extensions import override

from firesale.experiments.calibration.base import Calibration, Estimate, Fit, sure_or_zero
from firesale.experiments.calibration.dependence import by_pair
from firesale.experiments.calibration.geometric_brownian import drift_estimate
from firesale.experiments.calibration.hidden_chain import backward, forward, long_run
from firesale.experiments.calibration.likelihood import Bounds, LogDensities, standard_errors
from firesale.experiments.calibration.two_regimes import expectation_maximisation, rates_of, steps_of
from firesale.experiments.price_history import History
from firesale.market.arrays import FloatArray

REGIMES = ("calm", "panic")
WAYS = ("calm,panic", "panic,calm")
FEWEST = 5.0  # switches below which their rate is a guess


class RegimeSwitchingFit(Calibration):
    """A chain in discrete time is fitted and taken for one in continuous time, which may also switch within a step."""

    kind = "regime_switching"
    method = "maximum likelihood, EM with the Hamilton filter"

    @override
    def fit(self, history: History, asset: str) -> Fit:
        returns, years = history.of(asset)[:, None], history.years
        found = expectation_maximisation(returns)
        rates = rates_of(found.transition, years)
        volatility = np.sqrt(found.covariance[:, 0, 0] / years)
        drift = found.mean[:, 0] / years + volatility**2 / 2.0
        values = np.concatenate([drift, volatility, rates])
        bounds = [Bounds(-1e9, 1e9)] * 2 + [Bounds(1e-12, 1e9)] * 4
        scaled = [Bounds(-100.0 * v / np.sqrt(years), 100.0 * v / np.sqrt(years)) for v in volatility] + bounds[2:]
        errors = standard_errors(alone(returns[:, 0], years), values, scaled)
        switches = float(backward(found.filtered, found.transition)[1][[0, 1], [1, 0]].sum())
        estimates = named(values, errors, switches)
        return Fit(self.kind, asset, estimates, self._table(estimates), found.log_likelihood, 6, len(returns))

    def _table(self, estimates: Sequence[Estimate]) -> dict[str, Any]:
        value = {one.name: one for one in estimates}
        drift = {regime: sure_or_zero(value[f"drift.{regime}"]) for regime in REGIMES}
        return {
            "kind": self.kind,
            "volatility": {regime: value[f"volatility.{regime}"].value for regime in REGIMES},
            **({"drift": drift} if any(drift.values()) else {}),
            "switching": {way: value[f"switching.{way}"].value for way in WAYS},
        }

    @override
    def together(self, history: History, fits: Sequence[Fit]) -> dict[str, Any]:
        assets = [fit.asset for fit in fits]
        columns = np.stack([history.of(asset) for asset in assets], axis=1)
        found = expectation_maximisation(columns)
        ruled, _ = backward(found.filtered, found.transition)
        volatility = np.sqrt(np.einsum("raa->ra", found.covariance) / history.years)
        table: dict[str, Any] = {"kind": self.kind}
        table["volatility"] = {
            regime: dict(zip(assets, volatility[place].tolist(), strict=True)) for place, regime in enumerate(REGIMES)
        }
        if len(assets) > 1:
            table["correlation"] = {
                regime: by_pair(assets, columns, ruled[:, place]) for place, regime in enumerate(REGIMES)
            }
        rates = rates_of(found.transition, history.years)
        return table | {"switching": dict(zip(WAYS, rates.tolist(), strict=True))}


def alone(returns: FloatArray, years: float) -> LogDensities:
    """Log density of each return of one asset from two drifts, two volatilities and two rates of switching."""

    def densities(parameters: FloatArray) -> FloatArray:
        drift, volatility, rates = parameters[:2], parameters[2:4], parameters[4:]
        mean, variance = (drift - volatility**2 / 2.0) * years, volatility**2 * years
        apart = -(np.log(2.0 * np.pi * variance) + (returns[:, None] - mean) ** 2 / variance) / 2.0
        transition = steps_of(rates, years)
        return forward(apart, transition, long_run(transition)).log_densities

    return densities


def named(values: FloatArray, errors: FloatArray, switches: float) -> tuple[Estimate, ...]:
    """Estimates with what to beware of."""
    few = f"about {switches:.1f} switches in the data: a guess" if switches < FEWEST else ""
    told = list(zip(values.tolist(), errors.tolist(), strict=True))
    drifts = [drift_estimate(f"drift.{one}", *told[place]) for place, one in enumerate(REGIMES)]
    volatilities = [Estimate(f"volatility.{one}", *told[2 + place]) for place, one in enumerate(REGIMES)]
    return (*drifts, *volatilities, *(Estimate(f"switching.{way}", *told[4 + i], few) for i, way in enumerate(WAYS)))
