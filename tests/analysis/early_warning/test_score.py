import numpy as np
import pandas as pd
import pytest
from scipy import stats

from firesale.analysis.early_warning.score import area, interval, precision_at, rank, score, standard_error

HIT, CALM = np.array([3.0, 5.0]), np.array([1.0, 3.0, 2.0])


def test_the_area_counts_pairs_and_half_of_those_that_are_equal() -> None:
    assert area(HIT, CALM) == pytest.approx(5.5 / 6)


def test_the_standard_error_is_that_of_delong() -> None:
    # above: 2.5/3 and 1, variance 1/72; below: 1, 0.75 and 1, variance 1/48
    assert standard_error(HIT, CALM) == pytest.approx(np.sqrt(1 / 72 / 2 + 1 / 48 / 3))


def test_it_agrees_with_drawing_the_runs_anew() -> None:
    rng = np.random.default_rng(5)
    hit, calm = rng.normal(1.0, 1.0, 60), rng.normal(0.0, 1.0, 90)
    drawn = stats.bootstrap((hit, calm), area, vectorized=False, n_resamples=400, rng=rng, method="percentile")
    assert standard_error(hit, calm) == pytest.approx(drawn.standard_error, rel=0.15)


def test_the_interval_stays_inside_and_is_symmetric_on_log_odds() -> None:
    low, high = interval(0.9, 0.08)
    assert 0.0 < low < 0.9 < high < 1.0
    assert np.log(low / (1 - low)) + np.log(high / (1 - high)) == pytest.approx(2 * np.log(9.0))


def test_a_perfect_ranking_has_no_interval() -> None:
    found = rank(np.array([3.0, 2.0, 1.0, 0.0]), np.array([True, True, False, False]))
    assert (found.auc, found.precision, found.share, found.runs) == (1.0, 1.0, 0.5, 4)
    assert np.isnan([found.low, found.high]).all()


def test_runs_that_tie_for_the_last_place_share_it() -> None:
    values, cascade = np.array([5.0, 3.0, 3.0, 1.0]), np.array([True, False, True, False])
    assert precision_at(values, cascade, 2) == 0.75
    assert precision_at(np.zeros(4), cascade, 2) == 0.5


def test_runs_without_a_value_are_left_out_and_infinite_ones_rank() -> None:
    found = rank(np.array([np.nan, np.inf, 1.0, 2.0]), np.array([True, True, False, False]))
    assert (found.auc, found.runs) == (1.0, 3)


@pytest.mark.parametrize("cascade", [[True, True], [False, False]])
def test_one_side_alone_cannot_be_ranked(cascade: list[bool]) -> None:
    assert np.isnan(rank(np.array([1.0, 2.0]), np.array(cascade)).auc)


def test_the_best_number_comes_first() -> None:
    readings = pd.DataFrame({"wrong": [1.0, 2.0, 3.0], "right": [3.0, 2.0, 1.0]})
    table = score(readings, np.array([True, False, False]))
    assert table["indicator"].tolist() == ["right", "wrong"]
    assert table["auc"].tolist() == [1.0, 0.0]
