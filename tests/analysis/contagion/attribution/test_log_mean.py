import math

import numpy as np
import pytest

from firesale.analysis.contagion.attribution.log_mean import log_mean, shares_of_sum


def test_it_is_the_difference_over_the_difference_of_logarithms() -> None:
    assert float(log_mean(2.0, 1.0)) == pytest.approx(1.0 / math.log(2.0))
    assert float(log_mean(1.0, 2.0)) == pytest.approx(1.0 / math.log(2.0))


def test_of_two_equal_numbers_it_is_that_number() -> None:
    assert float(log_mean(3.0, 3.0)) == pytest.approx(3.0, rel=1e-15)


def test_with_nothing_it_is_nothing() -> None:
    assert log_mean(np.array([0.0, 5.0, 0.0]), np.array([5.0, 0.0, 0.0])).tolist() == [0.0, 0.0, 0.0]


def test_close_numbers_lose_no_digits() -> None:
    """(x - y) / ln(x / y) would be off by one part in a thousand here; the mean of two close numbers is between them."""
    assert float(log_mean(1.0 + 1e-13, 1.0)) == pytest.approx(1.0 + 5e-14, abs=1e-15)


def test_numbers_a_hundred_orders_apart_do_not_overflow() -> None:
    assert float(log_mean(1e200, 1e-200)) == pytest.approx(1e200 / (400.0 * math.log(10.0)))


def test_the_change_of_the_logarithm_of_a_sum_is_the_weighted_sum_of_its_parts_changes() -> None:
    before, after = np.array([[1.0, 2.0, 5.0]]), np.array([[3.0, 2.0, 1.0]])
    parts = shares_of_sum(after, before)[0] * np.log(after / before)[0]
    assert parts.sum() == pytest.approx(math.log(6.0 / 8.0), abs=1e-15)
    assert parts[1] == 0.0


def test_a_part_that_is_nothing_has_no_share() -> None:
    assert shares_of_sum(np.array([[2.0, 0.0]]), np.array([[1.0, 0.0]])).tolist() == [[1.0, 0.0]]


def test_a_sum_of_nothing_has_no_shares() -> None:
    assert shares_of_sum(np.zeros((1, 2)), np.ones((1, 2))).tolist() == [[0.0, 0.0]]
