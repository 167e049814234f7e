import math

import pytest

from firesale.analysis.contagion.exposures.scores import score


def test_the_same_order_scores_one_and_the_opposite_minus_one() -> None:
    same = score([1.0, 2.0, 3.0, 4.0], [0.0, 0.1, 0.5, 0.6], failed_above=0.3)
    assert (same.spearman, same.kendall, same.area) == pytest.approx((1.0, 1.0, 1.0))
    opposite = score([4.0, 3.0, 2.0, 1.0], [0.0, 0.1, 0.5, 0.6], failed_above=0.3)
    assert (opposite.spearman, opposite.kendall, opposite.area) == pytest.approx((-1.0, -1.0, 0.0))


def test_numbers_by_hand() -> None:
    """Ranks 1 2 3 4 against 2 1 4 3: squares of differences add up to 4, so 1 - 6 * 4 / 60; 4 pairs agree, 2 do not.

    Those above 0.25 are the third and the fourth, ranked above both others: 4 of 4.
    """
    found = score([1.0, 2.0, 3.0, 4.0], [0.2, 0.1, 0.4, 0.3], failed_above=0.25)
    assert (found.spearman, found.kendall, found.area) == pytest.approx((0.6, 1 / 3, 1.0))
    assert (found.values, found.failed) == (4, 2)


def test_a_tie_counts_half() -> None:
    assert score([1.0, 1.0, 2.0], [0.0, 1.0, 0.0], failed_above=0.5).area == 0.25


def test_pairs_with_a_gap_are_left_out() -> None:
    found = score([1.0, math.nan, 3.0, 2.0], [0.1, 0.9, 0.3, math.nan], failed_above=0.2)
    assert (found.values, found.failed) == (2, 1)
    assert math.isnan(found.spearman)
    assert found.area == 1.0


@pytest.mark.parametrize(
    ("predicted", "happened"),
    [
        ([], []),
        ([1.0], [1.0]),
        ([1.0, 2.0], [1.0, 2.0]),
        ([1.0, 1.0, 1.0], [1.0, 2.0, 3.0]),
        ([1.0, 2.0, 3.0], [5.0, 5.0, 5.0]),
    ],
)
def test_where_there_is_nothing_to_rank_there_is_no_score(predicted: list[float], happened: list[float]) -> None:
    found = score(predicted, happened, failed_above=0.0)
    assert math.isnan(found.spearman)
    assert math.isnan(found.kendall)


def test_where_all_failed_or_none_there_is_no_area() -> None:
    assert math.isnan(score([1.0, 2.0, 3.0], [0.1, 0.2, 0.3], failed_above=0.0).area)
    assert math.isnan(score([1.0, 2.0, 3.0], [0.1, 0.2, 0.3], failed_above=1.0).area)


def test_a_prediction_may_be_infinite() -> None:
    assert score([1.0, math.inf, 2.0], [0.1, 0.3, 0.2], failed_above=0.25).spearman == pytest.approx(1.0)
