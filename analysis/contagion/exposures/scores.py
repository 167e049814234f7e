"""How well one column of numbers ranks another."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from firesale.market.arrays import BoolArray, FloatArray

FEWEST = 3
"""Fewer pools have no rank correlation worth the name."""


@dataclass(frozen=True, slots=True)
class Score:
    """NaN where there is nothing to score: fewer than three values, or all alike; for the area, all failed or none."""

    spearman: float  # rank correlation, -1 to 1
    kendall: float  # tau-b, -1 to 1
    area: float  # under the receiver operating curve: probability that one that failed had the larger number, ties half
    values: int  # pairs that both are numbers
    failed: int


def score(predicted: npt.ArrayLike, happened: npt.ArrayLike, failed_above: float) -> Score:
    """Scores of n predicted numbers against the n that came; who is above `failed_above` failed. Pairs with a NaN are left out.

    The area is the Mann-Whitney statistic over the number of pairs. Source: Hanley and McNeil, The meaning and use of the area under a
    receiver operating characteristic (ROC) curve, Radiology 143, 1982.
    """
    first, second = np.asarray(predicted, dtype=np.float64), np.asarray(happened, dtype=np.float64)
    known = ~(np.isnan(first) | np.isnan(second))
    first, second = first[known], second[known]
    failed = second > failed_above
    return Score(*_correlations(first, second), _area(first, failed), int(known.sum()), int(failed.sum()))


def _correlations(first: FloatArray, second: FloatArray) -> tuple[float, float]:
    if len(first) < FEWEST or np.all(first == first[0]) or np.all(second == second[0]):
        return float("nan"), float("nan")
    return float(stats.spearmanr(first, second).statistic), float(stats.kendalltau(first, second).statistic)


def _area(predicted: FloatArray, failed: BoolArray) -> float:
    pairs = int(failed.sum()) * int((~failed).sum())
    if pairs == 0:
        return float("nan")
    return float(stats.mannwhitneyu(predicted[failed], predicted[~failed]).statistic) / pairs
