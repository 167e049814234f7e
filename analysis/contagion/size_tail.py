"""The tail of cascade sizes: a power law against its alternatives."""

import warnings
from dataclasses import dataclass

import numpy as np

from firesale.market.arrays import FloatArray, IntArray

ALTERNATIVES = ("lognormal", "exponential", "truncated_power_law")
FEWEST = 10
"""Fewer cascades with more than one liquidation say nothing about a tail."""


@dataclass(frozen=True)
class Comparison:
    """Power law against an alternative: log-likelihood ratio (positive: the power law fits better) and the p-value of its sign."""

    alternative: str
    ratio: float
    p_value: float


@dataclass(frozen=True)
class SizeTail:
    """P(size) ~ size^-exponent from `start` on: standard error, Kolmogorov-Smirnov distance, how many sizes lie in the tail, comparisons."""

    exponent: float
    error: float
    start: float
    distance: float
    count: int
    comparisons: tuple[Comparison, ...]


def size_tail(sizes: IntArray | FloatArray) -> SizeTail | None:
    """Fit the tail of sizes (n,) as whole numbers; None if there are too few to say anything.

    Source: Clauset, Shalizi and Newman, Power-law distributions in empirical data (SIAM Review 2009), as in the package powerlaw (Alstott,
    Bullmore and Plenz, PLoS ONE 2014). The truncated power law contains the power law: its ratio cannot be positive.
    """
    import powerlaw

    if int((np.asarray(sizes) > 1).sum()) < FEWEST or len(np.unique(sizes)) < FEWEST_DISTINCT:
        return None
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        fit = powerlaw.Fit(np.asarray(sizes, dtype=np.float64), discrete=True, verbose=False)
        compared = tuple(Comparison(name, *_against(fit, name)) for name in ALTERNATIVES)
    law = fit.power_law
    tail = int((np.asarray(sizes) >= fit.xmin).sum())
    error = (float(law.alpha) - 1.0) / np.sqrt(tail)
    return SizeTail(float(law.alpha), float(error), float(fit.xmin), float(law.D), tail, compared)


def _against(fit: "object", name: str) -> tuple[float, float]:
    ratio, p_value = fit.distribution_compare("power_law", name, nested=name == "truncated_power_law")  # type: ignore[attr-defined]
    return float(ratio), float(p_value)


FEWEST_DISTINCT = 3
