"""Heston's variance as a Markov chain on a grid, so that the returns of a file have a likelihood.

Source: Kushner and Dupuis (2001), Numerical methods for stochastic control problems in continuous time, section 5.1.
"""

import numpy as np
from scipy.linalg import expm

from firesale.experiments.calibration.hidden_chain import forward, long_run
from firesale.experiments.calibration.likelihood import LogDensities
from firesale.market.arrays import FloatArray

POINTS = 40
LOWEST, HIGHEST = 2e-3, 60.0  # variance on the grid over the long-run one


def generator(reversion: float, deviation: float, long_run_variance: float) -> tuple[FloatArray, FloatArray]:
    """Variances per year of the grid (s,) and switches per year between neighbours (s, s), whose rates match drift and variance of ln v."""
    steps = np.linspace(np.log(LOWEST), np.log(HIGHEST), POINTS)
    variance, width = long_run_variance * np.exp(steps), steps[1] - steps[0]
    spread = deviation**2 / variance
    drift = (reversion * (long_run_variance - variance) - deviation**2 / 2.0) / variance
    # central differences where they leave both rates positive, upwind ones where the drift is too strong for that
    up = np.where(np.abs(drift) * width < spread, spread + drift * width, spread + 2.0 * np.maximum(drift, 0.0) * width)
    down = np.where(
        np.abs(drift) * width < spread, spread - drift * width, spread + 2.0 * np.maximum(-drift, 0.0) * width
    )
    rates = np.diag(up[:-1] / (2.0 * width**2), 1) + np.diag(down[1:] / (2.0 * width**2), -1)
    return variance, rates - np.diag(rates.sum(axis=1))


def quasi_likelihood(returns: FloatArray, years: float) -> LogDensities:
    """Log density of each return from reversion and deviation of the variance, whose long-run value is that of the returns.

    Quasi, as the variance stands still within a step and the leverage is left out.
    """
    apart = returns - returns.mean()
    whole = float(apart.var()) / years

    def densities(parameters: FloatArray) -> FloatArray:
        reversion, deviation = parameters
        variance, rates = generator(reversion, deviation, whole)
        transition = np.clip(expm(rates * years), 0.0, None)
        each = variance * years
        log_density = -(np.log(2.0 * np.pi * each) + apart[:, None] ** 2 / each) / 2.0
        return forward(log_density, transition, long_run(transition)).log_densities

    return densities
