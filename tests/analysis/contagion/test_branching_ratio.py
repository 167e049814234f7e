import math

import numpy as np
import pytest

from firesale.analysis.contagion.ancestry import ancestry
from firesale.analysis.contagion.attribution.attribute import Attribution
from firesale.analysis.contagion.branching_ratio import BranchingRatio, branching_ratio
from firesale.analysis.contagion.forest import cascade_forest
from tests.analysis.contagion.by_hand import Cause, Link, attribution, chain


def ratio(found: Attribution, **options: float) -> BranchingRatio:
    return branching_ratio(found, cascade_forest(found, ancestry(found)), **options)  # type: ignore[arg-type]


def galton_watson(mean: float, roots: int, seed: int) -> Attribution:
    """Every liquidation sets off a Poisson number of others, each of which it is the whole cause of."""
    rng = np.random.default_rng(seed)
    parent = [-1] * roots
    for number in range(100_000):
        if number == len(parent):
            break
        parent += [number] * int(rng.poisson(mean))
    causes: list[Cause] = [
        (i, "fire sale" if above >= 0 else "common shock", "a", 1.0) for i, above in enumerate(parent)
    ]
    links: list[Link] = [(i, above, 1.0) for i, above in enumerate(parent) if above >= 0]
    return attribution("a" * len(parent), causes, links, [(i, i, 1.0) for i in range(len(parent))])


def test_it_is_the_mean_part_of_causes_that_is_other_liquidations() -> None:
    found = ratio(chain())
    assert found.ratio == pytest.approx(0.5)
    assert (found.liquidations, found.trees, found.confidence) == (3, 1, 0.95)


def test_without_liquidations_there_is_none() -> None:
    found = ratio(attribution("", []))
    assert [math.isnan(value) for value in (found.ratio, found.low, found.high)] == [True] * 3
    assert (found.liquidations, found.trees) == (0, 0)


def test_two_trees_give_no_interval() -> None:
    found = ratio(attribution("ab", [(0, "trading", "", 1.0), (1, "trading", "", 1.0)]))
    assert found.ratio == 0.0
    assert math.isnan(found.low)
    assert math.isnan(found.high)


def test_the_interval_of_a_branching_process_holds_its_mean_about_nineteen_times_in_twenty() -> None:
    held = [found.low <= 0.6 <= found.high for found in (ratio(galton_watson(0.6, 150, seed)) for seed in range(60))]
    assert 51 <= sum(held) < 60


def test_with_more_trees_the_interval_is_narrower_and_closer() -> None:
    few, many = (ratio(galton_watson(0.6, roots, seed=1)) for roots in (50, 5000))
    assert many.high - many.low < 0.2 * (few.high - few.low)
    assert abs(many.ratio - 0.6) < 0.02


def test_less_confidence_is_a_narrower_interval() -> None:
    found = galton_watson(0.6, 150, seed=3)
    assert ratio(found, confidence=0.5).high < ratio(found).high


def test_the_same_seed_gives_the_same_interval() -> None:
    found = galton_watson(0.6, 50, seed=3)
    assert ratio(found) == ratio(found)
    assert ratio(found, seed=1) != ratio(found)
