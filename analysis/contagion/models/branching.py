"""Cascades as branching: each event sets off a Poisson number of further ones, with the branching ratio as its mean.

The number of events that come of one root, itself included, is Borel distributed; of k roots, Borel-Tanner. Sources: Borel, Sur l'emploi du
théorème de Bernoulli, Comptes rendus 214, 1942; Tanner, A derivation of the Borel distribution, Biometrika 48, 1961; Haight and
Breuer, The Borel-Tanner distribution, Biometrika 47, 1960.
"""

import math

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, xlogy

from firesale.analysis.contagion.models.inputs import count, number
from firesale.market.arrays import FloatArray
from firesale.market.errors import BadValueError


def mean_size(ratio: float) -> float:
    """Mean number of events from one root, 1 / (1 - ratio); infinite from a ratio of 1 on. Raises BadValueError."""
    ratio = number("ratio", ratio, 0.0)
    return 1.0 / (1.0 - ratio) if ratio < 1.0 else math.inf


def variance_of_size(ratio: float) -> float:
    """Variance of that number, ratio / (1 - ratio)^3; infinite from a ratio of 1 on. Raises BadValueError."""
    ratio = number("ratio", ratio, 0.0)
    return ratio / (1.0 - ratio) ** 3 if ratio < 1.0 else math.inf


def size_probabilities(sizes: npt.ArrayLike, ratio: float, roots: int = 1) -> FloatArray:
    """Probability of each number of events from k roots, roots included; 0 below k. Same shape as `sizes`, whole numbers from 0 on.

    Borel for one root, Borel-Tanner for more. With a ratio above 1 they add up to the probability that it ends. Raises BadValueError.
    """
    ratio, first = number("ratio", ratio, 0.0), count("roots", roots, 1)
    events = np.asarray(sizes)
    if not np.issubdtype(events.dtype, np.integer) or (events.size and events.min() < 0):
        raise BadValueError("sizes", sizes, "whole numbers of at least 0")
    total = np.maximum(events, first).astype(np.float64)
    later = total - first
    logs = math.log(first) - np.log(total) - ratio * total + xlogy(later, ratio * total) - gammaln(later + 1.0)
    return np.where(events >= first, np.exp(logs), 0.0)


def probability_of_at_most(total: int, ratio: float, roots: int = 1) -> float:
    """Probability that k roots lead to no more than so many events, roots included. Raises BadValueError."""
    sizes = np.arange(count("roots", roots, 1), count("total", total, 0) + 1)
    return min(1.0, float(size_probabilities(sizes, ratio, roots).sum()))
