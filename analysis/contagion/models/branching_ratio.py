"""The branching ratio from what was observed: from counts if offspring are Poisson, from the sizes of cascades if they need not be."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq

from firesale.analysis.contagion.models.branching import probability_of_at_most
from firesale.analysis.contagion.models.inputs import count, number
from firesale.market.errors import BadValueError


@dataclass(frozen=True)
class BranchingRatio:
    """An estimate of the mean number of events that one event sets off, and its confidence interval."""

    ratio: float
    low: float
    high: float


def ratio_from_counts(roots: int, total: int, confidence: float = 0.95) -> BranchingRatio:
    """Ratio 1 - roots / total, the maximum of the Borel-Tanner likelihood, with its exact interval.

    `roots`: events that no other set off, at least 1; `total`: all events. The interval holds the ratios under which neither so few events
    nor so many have a probability below (1 - confidence) / 2. Like that of Clopper and Pearson it covers at least at the stated level for
    any counts, which approximations do not for few roots or a ratio near 1. It is too narrow if offspring vary more than Poisson. Time
    grows with `total`. Raises BadValueError.
    """
    first = count("roots", roots, 1)
    events = count("total", total, first)
    tail = 0.5 * (1.0 - number("confidence", confidence, 0.0, 1.0 - 1e-9, above=True))
    ratio = 1.0 - first / events

    def too_many(trial: float) -> float:
        return 1.0 - probability_of_at_most(events - 1, trial, first) - tail

    def too_few(trial: float) -> float:
        return probability_of_at_most(events, trial, first) - tail

    beyond = ratio + 1.0
    while too_few(beyond) > 0.0:
        beyond *= 2.0
    low = 0.0 if events == first else float(brentq(too_many, 0.0, beyond))
    return BranchingRatio(ratio, low, float(brentq(too_few, ratio, beyond)))


def ratio_from_sizes(
    sizes: npt.ArrayLike, rng: np.random.Generator, confidence: float = 0.95, resamples: int = 10_000
) -> BranchingRatio:
    """Ratio 1 - cascades / events with a bootstrap interval, for offspring of any distribution.

    `sizes`: events of each cascade, its root included, (cascades,). Whole cascades are drawn again, as events within one are not independent.
    The interval is that of percentiles: too narrow for few cascades, or if one of them holds most events. Raises BadValueError.
    """
    events = np.asarray(sizes)
    if not np.issubdtype(events.dtype, np.integer) or events.ndim != 1 or events.size == 0 or events.min() < 1:
        raise BadValueError("sizes", sizes, "whole numbers of at least 1, one per cascade")
    level, times = number("confidence", confidence, 0.0, 1.0 - 1e-9, above=True), count("resamples", resamples, 1)
    totals = np.array([rng.choice(events, events.size).sum() for _ in range(times)])
    tail = 0.5 * (1.0 - level)
    low, high = np.quantile(1.0 - events.size / totals, [tail, 1.0 - tail])
    return BranchingRatio(1.0 - events.size / float(events.sum()), float(low), float(high))
