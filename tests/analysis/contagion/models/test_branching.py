import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from firesale.analysis.contagion.models.branching import (
    mean_size,
    probability_of_at_most,
    size_probabilities,
    variance_of_size,
)
from firesale.market.arrays import IntArray
from firesale.market.errors import BadValueError
from tests.analysis.contagion.models.networks import few

SIZES = np.arange(3000)


def grown(ratio: float, roots: int, times: int, rng: np.random.Generator) -> IntArray:
    """Events of so many cascades, generation by generation."""
    living = total = np.full(times, roots, dtype=np.int64)
    while living.any():
        living = rng.poisson(ratio * living)
        total = total + living
    return total


def test_no_offspring_means_the_roots_alone() -> None:
    assert size_probabilities([0, 1, 2, 3, 4], 0.0, roots=3).tolist() == [0.0, 0.0, 0.0, 1.0, 0.0]
    assert mean_size(0.0) == 1.0
    assert variance_of_size(0.0) == 0.0


def test_small_cascades_by_hand() -> None:
    """One: no offspring. Two: one child without any. Three: a child with one child, or two without."""
    ratio = 0.4
    none, one, two = (float(poisson.pmf(k, ratio)) for k in range(3))
    expected = [none, one * none, one * one * none + two * none**2]
    assert size_probabilities([1, 2, 3], ratio) == pytest.approx(expected, rel=1e-12)


def test_two_roots_are_two_cascades_together() -> None:
    alone = size_probabilities(SIZES, 0.6)
    assert size_probabilities(SIZES[:50], 0.6, roots=2) == pytest.approx(np.convolve(alone, alone)[:50], rel=1e-9)


@pytest.mark.parametrize("roots", [1, 4])
@pytest.mark.parametrize("ratio", [0.1, 0.5, 0.9])
def test_probabilities_add_up_and_have_the_mean_and_the_variance(ratio: float, roots: int) -> None:
    probability = size_probabilities(SIZES, ratio, roots)
    mean = probability @ SIZES
    assert probability.sum() == pytest.approx(1.0, abs=1e-6)
    assert mean == pytest.approx(roots * mean_size(ratio), rel=1e-3)
    assert probability @ (SIZES - mean) ** 2 == pytest.approx(roots * variance_of_size(ratio), rel=1e-2)


def test_above_one_they_add_up_to_the_probability_that_it_ends() -> None:
    """With a ratio of 2 that is the smaller root of q = exp(-2 (1 - q))."""
    ends = float(size_probabilities(np.arange(2000), 2.0).sum())
    assert ends == pytest.approx(math.exp(-2.0 * (1.0 - ends)), rel=1e-9)
    assert ends < 0.3
    assert mean_size(1.0) == mean_size(2.0) == variance_of_size(1.5) == math.inf


def test_a_simulation_agrees() -> None:
    sizes = grown(0.7, 2, 20_000, np.random.default_rng(1))
    assert sizes.mean() == pytest.approx(2 * mean_size(0.7), abs=4 * math.sqrt(2 * variance_of_size(0.7) / 20_000))
    for total in (2, 5, 12):
        expected = probability_of_at_most(total, 0.7, 2)
        assert np.mean(sizes <= total) == pytest.approx(expected, abs=4 * math.sqrt(0.25 / 20_000))


@few
@given(st.floats(0.0, 0.99), st.floats(0.0, 0.99), st.integers(1, 20), st.integers(0, 60))
def test_a_larger_ratio_never_makes_few_events_more_likely(one: float, other: float, roots: int, more: int) -> None:
    low, high = sorted((one, other))
    total = roots + more
    assert probability_of_at_most(total, high, roots) <= probability_of_at_most(total, low, roots) + 1e-12


def test_shapes_are_kept_and_bad_values_refused() -> None:
    assert size_probabilities([[1, 2], [3, 4]], 0.5).shape == (2, 2)
    assert float(size_probabilities(1, 0.5)) == pytest.approx(math.exp(-0.5))
    with pytest.raises(BadValueError, match=r"ratio: received -0\.1"):
        mean_size(-0.1)
    with pytest.raises(BadValueError, match=r"sizes: received \[1.5\]"):
        size_probabilities([1.5], 0.5)
    with pytest.raises(BadValueError, match="roots: received 0"):
        size_probabilities([1], 0.5, roots=0)
