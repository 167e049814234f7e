"""Geometric Brownian motion: maximum likelihood in closed form."""

from math import log, pi, sqrt

import numpy as np
from typing_extensions import override

from firesale.experiments.calibration.base import Calibration, Estimate, Fit, sure_or_zero
from firesale.experiments.price_history import History

UNKNOWN_DRIFT = "not told from zero in so short a time: the table has 0"


class GeometricBrownianFit(Calibration):
    """Mean and variance of normal returns. Source: Campbell, Lo and MacKinlay (1997), The econometrics of financial markets, section 9.3.2."""

    kind = "geometric_brownian"
    method = "maximum likelihood, exact"
    by_asset = ("drift", "volatility")

    @override
    def fit(self, history: History, asset: str) -> Fit:
        returns, years = history.of(asset), history.years
        count, variance = len(returns), float(returns.var())
        volatility = sqrt(variance / years)
        growth = float(returns.mean()) / years + volatility**2 / 2.0
        # the variance of the drift is that of the mean and, far smaller, that of half the squared volatility
        of_growth = sqrt(volatility**2 / (count * years) + volatility**4 / (2.0 * count))
        drift = drift_estimate("drift", growth, of_growth)
        estimates = (drift, Estimate("volatility", volatility, volatility / sqrt(2.0 * count)))
        table = {"kind": self.kind, "drift": sure_or_zero(drift), "volatility": volatility}
        likelihood = -count / 2.0 * (log(2.0 * pi * variance) + 1.0) if variance > 0.0 else np.nan
        return Fit(self.kind, asset, estimates, table, likelihood, 2, count)


def drift_estimate(name: str, value: float, error: float) -> Estimate:
    """The estimate of a drift, with a note if nothing is known about it."""
    plain = Estimate(name, value, error)
    return plain if plain.is_told_from_zero else Estimate(name, value, error, UNKNOWN_DRIFT)
