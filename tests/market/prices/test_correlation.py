import numpy as np
import pytest

from firesale.market.arrays import FloatArray
from firesale.market.errors import BadValueError
from firesale.market.prices.correlation import check_correlation, correlated, correlation_matrix, lower_factor, normals
from firesale.market.streams import Streams

ASSETS = ["USD", "ETH", "BTC"]
BOTH_MOVE = np.array([False, True, True])


def random_correlations(assets: int) -> FloatArray:
    directions = np.random.default_rng(1).standard_normal((assets, 3 * assets))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    return directions @ directions.T


def test_the_factor_of_two_assets_is_the_one_worked_by_hand() -> None:
    factor = lower_factor("correlation", np.array([[1.0, 0.6], [0.6, 1.0]]), ["ETH", "BTC"])
    assert factor.tolist() == [[1.0, 0.0], [0.6, pytest.approx(0.8)]]


def test_the_factor_times_its_transpose_gives_the_matrix_back() -> None:
    matrix = random_correlations(6)
    factor = lower_factor("correlation", matrix, list("ABCDEF"))
    assert np.allclose(factor @ factor.T, matrix, atol=1e-14)
    assert np.allclose(factor, np.linalg.cholesky(matrix), atol=1e-14)


def test_a_row_of_the_factor_is_the_same_to_the_last_bit_however_many_follow() -> None:
    matrix = random_correlations(12)
    whole = lower_factor("correlation", matrix, list("ABCDEFGHIJKL"))
    for size in range(1, 12):
        part = lower_factor("correlation", matrix[:size, :size], list("ABCDEFGHIJKL")[:size])
        assert np.array_equal(part, whole[:size, :size])


def test_correlations_that_contradict_each_other_are_refused_at_the_asset_that_cannot_have_them() -> None:
    matrix = np.array([[1.0, 0.9, 0.9], [0.9, 1.0, -0.9], [0.9, -0.9, 1.0]])
    with pytest.raises(BadValueError, match=r"\[0\.9, -0\.9\] of C with A, B.*positive definite"):
        lower_factor("correlation", matrix, ["A", "B", "C"])


def test_one_number_correlates_every_pair_that_moves() -> None:
    matrix = correlation_matrix("correlation", 0.6, ASSETS, BOTH_MOVE)
    assert matrix.tolist() == [[1.0, 0.0, 0.0], [0.0, 1.0, 0.6], [0.0, 0.6, 1.0]]


def test_a_pair_may_be_named_in_either_order() -> None:
    one = correlation_matrix("correlation", {"ETH,BTC": 0.6}, ASSETS, BOTH_MOVE)
    other = correlation_matrix("correlation", {"BTC, ETH": 0.6}, ASSETS, BOTH_MOVE)
    assert one.tolist() == other.tolist() == [[1.0, 0.0, 0.0], [0.0, 1.0, 0.6], [0.0, 0.6, 1.0]]


@pytest.mark.parametrize(
    "correlation",
    [1.0, -1.0, float("nan"), {"ETH,BTC": 1.5}, {"ETH": 0.5}, {"ETH,ETH": 0.5}, {"ETH,": 0.5}, {"A,B,C": 0.5}],
    ids=str,
)
def test_what_can_be_no_correlation_is_refused(correlation: float | dict[str, float]) -> None:
    with pytest.raises(BadValueError, match=r"^correlation"):
        check_correlation("correlation", correlation)


def test_a_pair_given_twice_is_refused() -> None:
    with pytest.raises(BadValueError, match="each pair once"):
        check_correlation("correlation", {"ETH,BTC": 0.5, "BTC,ETH": 0.4})


def test_a_pair_with_an_unknown_asset_is_refused() -> None:
    with pytest.raises(BadValueError, match="received 'DOGE'; allowed: one of ETH, BTC"):
        correlation_matrix("correlation", {"ETH,DOGE": 0.5}, ASSETS, BOTH_MOVE)


def test_shocks_are_sums_of_independent_ones_weighted_by_the_factor() -> None:
    factor = np.array([[1.0, 0.0], [0.6, 0.8]])
    shocks = correlated(factor, np.array([[1.0, 2.0], [-1.0, 0.0]]))
    assert shocks.tolist() == [[1.0, pytest.approx(2.2)], [-1.0, pytest.approx(-0.6)]]


def test_each_asset_draws_from_a_stream_of_its_own_name() -> None:
    drawn = normals(["BTC", "ETH"], 5, Streams(7))
    assert np.array_equal(drawn[:, 1], Streams(7).generator("prices", "ETH").standard_normal(5))
