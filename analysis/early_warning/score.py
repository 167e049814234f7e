"""How well a number ranks runs that end in a cascade above those that do not."""

from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from scipy import special, stats

from firesale.market.arrays import BoolArray, FloatArray

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Ranking:
    """The area under the ROC curve with its interval, and the precision at k.

    `auc`: the chance that a run that ends in a cascade has the larger value of the two, half for equal ones (fraction);
    0.5 is guessing. `precision`: the part of cascades among the k runs with the largest values, k being the number of
    cascades, ties in mean; guessing gives `share`.
    """

    auc: float
    low: float
    high: float
    precision: float
    share: float  # of runs that end in a cascade
    runs: int  # in which the number could be measured


def rank(values: FloatArray, cascade: BoolArray) -> Ranking:
    """Score the values of n runs (n,) against what came of them (n,). Runs without a value (NaN) are left out; NaN if a
    side is empty.
    """
    measured = ~np.isnan(values)
    values, cascade = values[measured], cascade[measured]
    hit, calm = values[cascade], values[~cascade]
    if min(len(hit), len(calm)) == 0:
        return Ranking(np.nan, np.nan, np.nan, np.nan, float(cascade.mean()) if len(cascade) else np.nan, len(values))
    auc = area(hit, calm)
    low, high = interval(auc, standard_error(hit, calm))
    return Ranking(auc, low, high, precision_at(values, cascade, len(hit)), float(cascade.mean()), len(values))


def area(hit: FloatArray, calm: FloatArray) -> float:
    """AUC: Mann and Whitney's U over the number of pairs."""
    return float(stats.mannwhitneyu(hit, calm, method="asymptotic").statistic) / (len(hit) * len(calm))


def standard_error(hit: FloatArray, calm: FloatArray) -> float:
    """Of the AUC, without assuming a law: DeLong, DeLong and Clarke-Pearson (1988), Biometrics 44. NaN if a side has
    one run only.
    """
    if min(len(hit), len(calm)) < 2:
        return float("nan")
    ranks = stats.rankdata(np.concatenate([hit, calm]))
    above = (ranks[: len(hit)] - stats.rankdata(hit)) / len(calm)  # part of the calm runs that each hit run lies above
    below = 1.0 - (ranks[len(hit) :] - stats.rankdata(calm)) / len(hit)
    return float(np.sqrt(above.var(ddof=1) / len(hit) + below.var(ddof=1) / len(calm)))


def interval(auc: float, error: float) -> tuple[float, float]:
    """The interval of an AUC, worked out on its log odds so that it stays between 0 and 1; NaN at 0 and 1, where the
    method knows none.

    Source: Pepe (2003), The Statistical Evaluation of Medical Tests, section 5.2.
    """
    if not 0.0 < auc < 1.0:
        return float("nan"), float("nan")
    half = float(stats.norm.ppf(0.5 + CONFIDENCE / 2)) * error / (auc * (1.0 - auc))
    low, high = special.expit(special.logit(auc) + np.array([-half, half])).tolist()
    return low, high


def precision_at(values: FloatArray, cascade: BoolArray, k: int) -> float:
    """Part of cascades among the k largest values; runs that tie for the last places share them."""
    limit = np.sort(values)[-k]
    sure, tied = values > limit, values == limit
    places = (k - int(sure.sum())) / int(tied.sum())
    return float(cascade[sure].sum() + places * cascade[tied].sum()) / k


def score(readings: pd.DataFrame, cascade: BoolArray) -> pd.DataFrame:
    """A row per column of `readings` (a row per run): its name as `indicator`, and the fields of `Ranking`, the best
    first.
    """
    values = {name: readings[name].to_numpy(dtype=np.float64) for name in readings.columns}
    found = pd.DataFrame([{"indicator": name, **asdict(rank(one, cascade))} for name, one in values.items()])
    return found.sort_values("auc", ascending=False, kind="stable", ignore_index=True)
