import numpy as np
import pytest
from scipy.stats import zipf

from firesale.analysis.contagion.size_tail import size_tail
from firesale.market.arrays import IntArray


def power_law(exponent: float, count: int) -> IntArray:
    """Sizes from 1 on with P(size) ~ size^-exponent."""
    return np.asarray(zipf.rvs(exponent, size=count, random_state=4), dtype=np.int64)


def test_the_exponent_of_a_power_law_is_found() -> None:
    found = size_tail(power_law(2.5, 3000))
    assert found is not None
    assert abs(found.exponent - 2.5) < 3.0 * found.error
    assert found.error < 0.1
    assert found.start <= 3.0


def test_a_power_law_fits_better_than_an_exponential_does() -> None:
    found = size_tail(power_law(2.2, 1000))
    assert found is not None
    against = {one.alternative: one for one in found.comparisons}
    assert set(against) == {"lognormal", "exponential", "truncated_power_law"}
    assert against["exponential"].ratio > 0.0
    assert against["exponential"].p_value < 0.05


def test_an_exponential_tail_is_told_from_a_power_law() -> None:
    found = size_tail(np.random.default_rng(3).geometric(0.3, size=300))
    assert found is not None
    against = {one.alternative: one for one in found.comparisons}
    assert against["exponential"].ratio < 0.0
    assert against["exponential"].p_value < 0.05


def test_the_tail_counts_the_sizes_from_its_start_on() -> None:
    sizes = power_law(2.5, 500)
    found = size_tail(sizes)
    assert found is not None
    assert found.count == int((sizes >= found.start).sum())
    assert found.error == pytest.approx((found.exponent - 1.0) / np.sqrt(found.count))


def test_few_cascades_say_nothing() -> None:
    assert size_tail(np.array([1] * 1000 + [2, 3, 4, 5, 6, 7, 8, 9, 10])) is None
    assert size_tail(np.array([], dtype=np.int64)) is None


def test_neither_do_many_of_two_sizes() -> None:
    assert size_tail(np.array([2, 3] * 50)) is None
