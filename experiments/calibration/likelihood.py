"""Maximum likelihood by a numerical search, and standard errors from the scores of single returns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log

import numpy as np
from scipy.optimize import minimize

from firesale.market.arrays import FloatArray

LogDensities = Callable[[FloatArray], FloatArray]
"""From parameters (p,) to the log density of each return given those before it, (r,)."""
SHORT, LONG = 12, 200  # rounds of the search from each start, and from the best of them
CLOSE = 1e-7  # change of mean log density and of parameters at which the search ends
STEP = 1e-4  # of a parameter, for numerical derivatives


@dataclass(frozen=True)
class Bounds:
    """Between which values a parameter is looked for; a positive one on a logarithmic scale."""

    low: float
    high: float

    @property
    def is_scale(self) -> bool:
        """True for a parameter that is looked for by its logarithm."""
        return self.low > 0.0

    def outer(self, value: float) -> float:
        """The parameter as it is searched."""
        return log(value) if self.is_scale else value

    def inner(self, value: float) -> float:
        """The parameter from what is searched."""
        return exp(value) if self.is_scale else value


def maximise(densities: LogDensities, starts: Sequence[Sequence[float]], bounds: Sequence[Bounds]) -> FloatArray:
    """The parameters (p,) of the highest likelihood that is reached from one of the starts, within the bounds."""

    def inner(searched: FloatArray) -> FloatArray:
        return np.array([one.inner(value) for one, value in zip(bounds, searched.tolist(), strict=True)])

    def misfit(searched: FloatArray) -> float:
        with np.errstate(all="ignore"):
            total = float(np.mean(densities(inner(searched))))
        return -total if np.isfinite(total) else 1e6

    limits = [(one.outer(one.low), one.outer(one.high)) for one in bounds]
    found = []
    for start in starts:
        inside = [min(max(value, one.low), one.high) for one, value in zip(bounds, start, strict=True)]
        begin = np.array([one.outer(value) for one, value in zip(bounds, inside, strict=True)])
        found.append(minimize(misfit, begin, method="L-BFGS-B", bounds=limits, options={"maxiter": SHORT}))
    best = min(found, key=lambda one: float(one.fun))
    best = minimize(misfit, best.x, method="L-BFGS-B", bounds=limits, options={"maxiter": LONG})
    rounds = 25 * len(limits)
    polished = minimize(
        misfit,
        best.x,
        method="Nelder-Mead",
        bounds=limits,
        options={"maxiter": rounds, "fatol": CLOSE, "xatol": CLOSE},
    )
    return inner(polished.x if polished.fun < best.fun else best.x)


def standard_errors(densities: LogDensities, parameters: FloatArray, bounds: Sequence[Bounds]) -> FloatArray:
    """Standard errors (p,) from the outer product of scores; NaN for a parameter that stands at its bound or does nothing.

    Source: Berndt, Hall, Hall and Hausman (1974), Estimation and inference in nonlinear structural models.
    """
    errors = np.full(len(parameters), np.nan)
    free = [i for i, one in enumerate(bounds) if not at_bound(parameters[i], one)]
    scores = np.stack([_score(densities, parameters, i, bounds[i]) for i in free], axis=1) if free else np.empty((0, 0))
    scale = np.sqrt((scores**2).sum(axis=0))
    works = np.flatnonzero(np.isfinite(scale) & (scale > 0.0))
    if len(works):
        normed = scores[:, works] / scale[works]
        covariance = np.linalg.pinv(normed.T @ normed, rcond=1e-10)
        for place, spread in zip(works.tolist(), np.diag(covariance).tolist(), strict=True):
            errors[free[place]] = np.sqrt(max(spread, 0.0)) / scale[place]
    return errors


def at_bound(value: float, bounds: Bounds) -> bool:
    """True if a parameter is as good as at an end of what was searched."""
    low, high, here = bounds.outer(bounds.low), bounds.outer(bounds.high), bounds.outer(value)
    return min(here - low, high - here) < 1e-3 * (high - low)


def _score(densities: LogDensities, parameters: FloatArray, place: int, bounds: Bounds) -> FloatArray:
    """Derivative of each return's log density to one parameter, (r,)."""
    size = STEP * (abs(parameters[place]) if bounds.is_scale else max(abs(parameters[place]), 1e-2 * bounds.high))
    ends = []
    for sign in (1.0, -1.0):
        moved = parameters.copy()
        moved[place] += sign * size
        ends.append(densities(moved))
    slope: FloatArray = (ends[0] - ends[1]) / (2.0 * size)
    return slope
