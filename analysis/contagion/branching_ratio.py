"""The branching ratio: how many liquidations one liquidation sets off directly, on average."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import bootstrap

from firesale.analysis.contagion.attribution.attribute import Attribution
from firesale.analysis.contagion.attribution.columns import sums
from firesale.analysis.contagion.forest import Forest
from firesale.market.arrays import FloatArray

RESAMPLES = 2000


@dataclass(frozen=True)
class BranchingRatio:
    """`ratio`, its interval of `confidence`, and how many liquidations and trees it rests on. NaN without liquidations."""

    ratio: float
    low: float
    high: float
    confidence: float
    liquidations: int
    trees: int


def branching_ratio(
    attribution: Attribution, forest: Forest, confidence: float = 0.95, seed: int = 0
) -> BranchingRatio:
    """Mean over liquidations of the part of their cause that is other liquidations: expected offspring over parents.

    The interval resamples whole trees (percentile bootstrap with `seed`), because liquidations of one cascade are not independent. Of fewer
    than three trees there is none; of a few dozen it is too narrow if the ratio is near 1 (20 trees at 0.85: it holds the ratio three times
    in four). In a subcritical branching process (ratio below 1) the mean size of a tree is 1 / (1 - ratio).
    Source: the ratio as the part of events that have a parent, as for Hawkes processes (Filimonov and Sornette, Physical Review E 2012).
    """
    part = attribution.liquidations["endogenous"].to_numpy()
    if len(part) == 0:
        return BranchingRatio(np.nan, np.nan, np.nan, confidence, 0, 0)
    _, tree = np.unique(forest.nodes["tree"].to_numpy(), return_inverse=True)
    trees = int(tree.max()) + 1
    caused, sizes = sums(tree, part, trees), sums(tree, np.ones(len(part)), trees)
    low, high = _interval(caused, sizes, confidence, seed)
    return BranchingRatio(float(part.mean()), low, high, confidence, len(part), len(sizes))


def _interval(caused: FloatArray, sizes: FloatArray, confidence: float, seed: int) -> tuple[float, float]:
    if len(sizes) < FEWEST_TREES:
        return np.nan, np.nan

    def ratio(caused: FloatArray, sizes: FloatArray, axis: int = -1) -> FloatArray:
        return np.asarray(caused.sum(axis=axis) / sizes.sum(axis=axis))

    found = bootstrap(
        (caused, sizes),
        ratio,
        paired=True,
        vectorized=True,
        n_resamples=RESAMPLES,
        batch=100,
        confidence_level=confidence,
        method="percentile",
        rng=np.random.default_rng(seed),
    ).confidence_interval
    return float(found.low), float(found.high)


FEWEST_TREES = 3
