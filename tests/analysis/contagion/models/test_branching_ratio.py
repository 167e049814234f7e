import math

import numpy as np
import pytest

from firesale.analysis.contagion.models.branching import probability_of_at_most, size_probabilities
from firesale.analysis.contagion.models.branching_ratio import ratio_from_counts, ratio_from_sizes
from firesale.market.errors import BadValueError


def test_the_ratio_is_the_share_of_events_that_others_set_off() -> None:
    assert ratio_from_counts(25, 100).ratio == 0.75
    assert ratio_from_sizes([1, 1, 2, 4], np.random.default_rng(1)).ratio == 0.5


def test_the_ratio_is_the_one_that_makes_the_counts_most_likely() -> None:
    trials = np.linspace(0.0, 0.99, 100)
    likelihood = [float(size_probabilities(40, trial, roots=18)) for trial in trials]
    assert trials[int(np.argmax(likelihood))] == pytest.approx(ratio_from_counts(18, 40).ratio, abs=0.01)


def test_if_nothing_was_set_off_the_interval_is_that_of_no_offspring() -> None:
    found = ratio_from_counts(10, 10, confidence=0.9)
    assert (found.ratio, found.low) == (0.0, 0.0)
    assert found.high == pytest.approx(-math.log(0.05) / 10)


def test_at_the_ends_of_the_interval_the_counts_are_just_unlikely_enough() -> None:
    found = ratio_from_counts(12, 40)
    assert 1.0 - probability_of_at_most(39, found.low, 12) == pytest.approx(0.025, abs=1e-9)
    assert probability_of_at_most(40, found.high, 12) == pytest.approx(0.025, abs=1e-9)


def test_one_root_says_little() -> None:
    found = ratio_from_counts(1, 10)
    assert found.low < 0.6
    assert found.high > 1.0


@pytest.mark.parametrize(("roots", "ratio"), [(1, 0.2), (3, 0.5), (10, 0.8)])
def test_the_exact_interval_covers_at_least_as_often_as_it_says(roots: int, ratio: float) -> None:
    """Every outcome of some probability is tried; what is left out counts as missed."""
    totals = np.arange(roots, 250)
    probability = size_probabilities(totals, ratio, roots)
    likely = np.flatnonzero(probability > 1e-5)
    intervals = [ratio_from_counts(roots, int(totals[one])) for one in likely]
    covered = [found.low <= ratio <= found.high for found in intervals]
    assert probability[likely] @ covered >= 0.945


def test_more_confidence_is_a_wider_interval() -> None:
    narrow, wide = ratio_from_counts(12, 40, 0.5), ratio_from_counts(12, 40, 0.99)
    assert wide.low < narrow.low < narrow.ratio < narrow.high < wide.high


def test_both_intervals_are_alike_if_offspring_are_poisson() -> None:
    rng = np.random.default_rng(3)
    living = np.ones(500, dtype=np.int64)
    sizes = living.copy()
    while living.any():
        living = rng.poisson(0.5 * living)
        sizes += living
    exact, drawn = ratio_from_counts(500, int(sizes.sum())), ratio_from_sizes(sizes, rng, resamples=2000)
    assert drawn.ratio == exact.ratio
    assert drawn.low == pytest.approx(exact.low, abs=0.02)
    assert drawn.high == pytest.approx(exact.high, abs=0.02)


def test_the_interval_from_sizes_is_wider_if_offspring_come_in_crowds() -> None:
    """Same counts, but the offspring of one event in ten come as a litter of five."""
    sizes = np.array([1] * 90 + [6] * 10)
    exact, drawn = ratio_from_counts(100, 150), ratio_from_sizes(sizes, np.random.default_rng(1), resamples=2000)
    assert drawn.ratio == exact.ratio
    assert drawn.high - drawn.low > exact.high - exact.low


def test_same_generator_same_interval() -> None:
    one, other = (ratio_from_sizes([1, 2, 3], np.random.default_rng(7)) for _ in range(2))
    assert one == other


def test_bad_counts_are_refused_by_name() -> None:
    with pytest.raises(BadValueError, match="total: received 3; allowed: a whole number of at least 5"):
        ratio_from_counts(5, 3)
    with pytest.raises(BadValueError, match="roots: received 0"):
        ratio_from_counts(0, 3)
    with pytest.raises(BadValueError, match=r"confidence: received 1\.0"):
        ratio_from_counts(1, 3, confidence=1.0)
    for sizes in ([], [0, 1], [1.5], [[1, 2]]):
        with pytest.raises(BadValueError, match="sizes: received"):
            ratio_from_sizes(sizes, np.random.default_rng(1))
