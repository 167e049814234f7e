import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firesale.analysis.contagion.attribution.medians import components_of_middle, middle, shares_of_move
from firesale.market.arrays import FloatArray
from tests.analysis.contagion.conftest import near

PRICES = st.lists(st.floats(-0.5, 0.5), min_size=2, max_size=5)


def test_of_three_prices_the_middle_is_one_of_them() -> None:
    near(middle(np.array([[0.3, 0.1, 0.2]])), [0.2])


def test_of_two_prices_it_is_the_logarithm_of_their_mean() -> None:
    near(middle(np.log([[90.0, 110.0]])), [np.log(100.0)])


def test_of_one_price_it_is_that_price() -> None:
    near(middle(np.array([[0.7]])), [0.7])


def test_whoever_is_in_the_middle_makes_its_move() -> None:
    near(shares_of_move(np.array([0.0, 0.1, 0.2]), np.array([-1.0, 0.15, 0.9])), [0.0, 1.0, 0.0])


def test_a_price_that_falls_through_the_middle_made_the_way_to_the_next() -> None:
    """The middle one falls from 0 by 0.4 and passes the lowest at -0.1 after a quarter of the way."""
    before, after = np.array([-0.1, 0.0, 0.1]), np.array([-0.1, -0.4, 0.1])
    share = shares_of_move(before, after)
    near(share @ (after - before), -0.1)
    near(share[1], 0.25)


def test_two_prices_share_by_how_much_each_is_of_the_sum() -> None:
    before, after = np.log([100.0, 100.0]), np.log([100.0, 60.0])
    near(shares_of_move(before, after) @ (after - before), np.log(0.8))


def test_nothing_that_stands_still_makes_a_move() -> None:
    before, after = np.array([0.0, 0.0, 0.0]), np.array([-0.3, 0.0, 0.0])
    near(shares_of_move(before, after) @ (after - before), 0.0)


@given(st.integers(2, 5).flatmap(lambda n: st.tuples(*[st.lists(st.floats(-0.5, 0.5), min_size=n, max_size=n)] * 2)))
def test_the_moves_with_their_weights_are_the_move_of_the_middle(prices: tuple[list[float], list[float]]) -> None:
    before, after = np.array(prices[0]), np.array(prices[1])
    whole = middle(after[None, :]) - middle(before[None, :])
    assert shares_of_move(before, after) @ (after - before) == pytest.approx(float(whole[0]), abs=1e-12)


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_the_weights_are_those_of_a_walk_in_small_paces(count: int) -> None:
    rng = np.random.default_rng(count)
    before, after = rng.normal(0.0, 0.2, (2, count))
    np.testing.assert_allclose(shares_of_move(before, after), _by_small_paces(before, after), atol=2e-4, rtol=0.0)


def _by_small_paces(before: FloatArray, after: FloatArray, paces: int = 20_000) -> FloatArray:
    """At each pace the one in the middle has the whole weight, or the two that are, each as much as it is of the sum."""
    at = (np.arange(paces) + 0.5)[:, None] / paces
    levels = before + at * (after - before)
    order, n = np.argsort(levels, axis=1), levels.shape[1]
    pair = np.stack((order[:, (n - 1) // 2], order[:, n // 2]), axis=1)
    price = np.exp(np.take_along_axis(levels, pair, axis=1))
    weight = np.zeros(n)
    np.add.at(weight, pair, price / price.sum(axis=1, keepdims=True) / paces)
    return weight


def test_components_of_the_middle_remember_who_was_there_before() -> None:
    """a falls by 0.1 through the middle to b, which then falls: each is blamed for its part."""
    start = np.array([0.0, -0.05, 0.3])
    components = np.array([[[-0.1, 0.0], [0.0, 0.0], [0.0, 0.0]], [[-0.1, 0.0], [0.0, -0.02], [0.0, 0.0]]])
    found = components_of_middle(start, start + components.sum(axis=2), components)
    near(found, [[-0.05, 0.0], [-0.05, -0.02]])
