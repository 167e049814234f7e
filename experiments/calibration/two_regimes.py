"""Expectation maximisation of two regimes in which returns are jointly normal."""

from dataclasses import dataclass
from math import exp, log

import numpy as np

from firesale.experiments.calibration.hidden_chain import Filtered, backward, forward, long_run
from firesale.market.arrays import FloatArray

ROUNDS = 500
ENOUGH = 1e-7  # growth of the log likelihood per return at which it ends
FLOOR = 1e-3  # of the whole variance, below which a regime's may not fall
MOST = 0.98  # of both chances to switch together: beyond, no chain in continuous time has them


@dataclass(frozen=True)
class TwoRegimes:
    """A fit; the calmer regime comes first."""

    mean: FloatArray  # (2, n), of a return
    covariance: FloatArray  # (2, n, n)
    transition: FloatArray  # (2, 2), probabilities of a step
    filtered: Filtered

    @property
    def log_likelihood(self) -> float:
        """Of all returns."""
        return float(self.filtered.log_densities.sum())


def expectation_maximisation(returns: FloatArray) -> TwoRegimes:
    """Fit returns (r, n). Source: Hamilton (1990), Analysis of time series subject to changes in regime."""
    found = [_climbed(returns, share, stays) for share, stays in ((0.8, 0.95), (0.9, 0.8))]
    best = max(found, key=lambda one: one.log_likelihood)
    order = np.argsort(np.trace(best.covariance, axis1=1, axis2=2))
    filtered = best.filtered
    turned = Filtered(filtered.log_densities, filtered.predicted[:, order], filtered.updated[:, order])
    return TwoRegimes(best.mean[order], best.covariance[order], best.transition[np.ix_(order, order)], turned)


def _climbed(returns: FloatArray, share: float, stays: float) -> TwoRegimes:
    size = (np.abs(returns) / np.maximum(returns.std(axis=0), 1e-300)).mean(axis=1)
    wild = np.convolve(size, np.full(5, 0.2), mode="same") > np.quantile(size, share)
    weights = np.where(wild[:, None], [0.1, 0.9], [0.9, 0.1])
    transition = np.array([[stays, 1.0 - stays], [1.0 - stays, stays]])
    found = _filtered(returns, weights, transition)
    for _ in range(ROUNDS):
        weights, counted = backward(found.filtered, found.transition)
        transition = _embeddable(counted / np.maximum(counted.sum(axis=1, keepdims=True), 1e-12))
        before, found = found, _filtered(returns, weights, transition)
        if found.log_likelihood - before.log_likelihood < ENOUGH * len(returns):
            break
    return found


def _filtered(returns: FloatArray, weights: FloatArray, transition: FloatArray) -> TwoRegimes:
    mean, covariance = _moments(returns, weights)
    density = _log_densities(returns, mean, covariance)
    return TwoRegimes(mean, covariance, transition, forward(density, transition, long_run(transition)))


def _moments(returns: FloatArray, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Weighted means (2, n) and covariances (2, n, n)."""
    floor = FLOOR * np.diag(returns.var(axis=0)) + 1e-300 * np.eye(returns.shape[1])
    shares = weights / np.maximum(weights.sum(axis=0), 1e-12)
    mean = shares.T @ returns
    apart = returns[None] - mean[:, None]
    covariance = np.einsum("tr,rta,rtb->rab", shares, apart, apart) + floor
    return mean, covariance


def _log_densities(returns: FloatArray, mean: FloatArray, covariance: FloatArray) -> FloatArray:
    """Of each return in each regime, (r, 2)."""
    columns = []
    for centre, spread in zip(mean, covariance, strict=True):
        factor = np.linalg.cholesky(spread)
        standard = np.linalg.solve(factor, (returns - centre).T)
        constant = returns.shape[1] * log(2.0 * np.pi) / 2.0 + np.log(np.diag(factor)).sum()
        columns.append(-constant - (standard**2).sum(axis=0) / 2.0)
    return np.stack(columns, axis=1)


def _embeddable(transition: FloatArray) -> FloatArray:
    leaving = np.clip(np.array([transition[0, 1], transition[1, 0]]), 1e-9, 1.0)
    leaving *= min(1.0, MOST / leaving.sum())
    return np.array([[1.0 - leaving[0], leaving[0]], [leaving[1], 1.0 - leaving[1]]])


def rates_of(transition: FloatArray, years: float) -> FloatArray:
    """Switches per year from calm and from panic (2,) that give these probabilities over a step of so many years."""
    leaving = np.array([transition[0, 1], transition[1, 0]])
    rates: FloatArray = leaving / leaving.sum() * -log(1.0 - leaving.sum()) / years
    return rates


def steps_of(rates: FloatArray, years: float) -> FloatArray:
    """Probabilities of a step (2, 2) from switches per year (2,)."""
    total = float(rates.sum())
    leaving = rates / total * (1.0 - exp(-total * years))
    return np.array([[1.0 - leaving[0], leaving[0]], [leaving[1], 1.0 - leaving[1]]])
