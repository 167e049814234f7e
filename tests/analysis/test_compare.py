from math import sqrt

import numpy as np
import pytest

from firesale.analysis.compare import compare
from firesale.market.errors import BadValueError

A = {1: {"loss": 10.0}, 2: {"loss": 20.0}, 3: {"loss": 30.0}}
B = {1: {"loss": 11.0}, 2: {"loss": 22.0}, 3: {"loss": 33.0}}


def test_the_interval_is_student_s_t_on_the_differences() -> None:
    row = compare(A, B).loc["loss"]
    # differences 1, 2, 3: mean 2, standard deviation 1; t(0.975, 2) = 4.302653
    half = 4.302653 / sqrt(3)
    assert (row["mean_a"], row["mean_b"], row["difference"], row["n"]) == (20.0, 22.0, 2.0, 3)
    assert (row["low"], row["high"]) == pytest.approx((2 - half, 2 + half), abs=1e-5)


def test_the_variance_ratio_compares_with_independent_seeds() -> None:
    assert compare(A, B).loc["loss", "variance_ratio"] == pytest.approx(1.0 / (100.0 + 121.0))


def test_runs_are_paired_by_seed_not_by_position() -> None:
    assert compare(A, dict(reversed(B.items()))).equals(compare(A, B))


def test_another_confidence_gives_another_interval() -> None:
    row = compare(A, B, confidence=0.9).loc["loss"]
    assert row["high"] - row["difference"] == pytest.approx(2.919986 / sqrt(3), abs=1e-5)


def test_what_never_varies_has_an_interval_of_no_width_and_no_ratio() -> None:
    row = compare({1: {"x": 5.0}, 2: {"x": 5.0}}, {1: {"x": 7.0}, 2: {"x": 7.0}}).loc["x"]
    assert (row["difference"], row["low"], row["high"]) == (2.0, 2.0, 2.0)
    assert np.isnan(row["variance_ratio"])


def test_a_seed_without_a_measured_number_leaves_its_pair_out() -> None:
    row = compare(A, {**B, 3: {"loss": float("nan")}}).loc["loss"]
    assert (row["n"], row["difference"]) == (2, 1.5)


def test_a_number_of_one_side_only_has_no_pair() -> None:
    row = compare(A, {seed: {**numbers, "new": 1.0} for seed, numbers in B.items()}).loc["new"]
    assert row["n"] == 0
    assert np.isnan(row["difference"])


def test_one_pair_has_a_difference_but_no_interval() -> None:
    nan = float("nan")
    row = compare(A, {1: {"loss": 12.0}, 2: {"loss": nan}, 3: {"loss": nan}}).loc["loss"]
    assert (row["n"], row["difference"]) == (1, 2.0)
    assert np.isnan(row["low"])


def test_unequal_seeds_are_refused_by_name() -> None:
    with pytest.raises(BadValueError, match=r"seeds: received \[3, 4\]"):
        compare(A, {1: {}, 2: {}, 4: {}})


def test_one_seed_is_refused() -> None:
    with pytest.raises(BadValueError, match="two seeds or more"):
        compare({1: {"x": 1.0}}, {1: {"x": 2.0}})


def test_a_confidence_in_percent_is_refused() -> None:
    with pytest.raises(BadValueError, match="received 95"):
        compare(A, B, confidence=95)
