from math import sqrt

import numpy as np
import pandas as pd
import pytest

from firesale.analysis.study_table import against, chance_interval, crossed, mean_interval, means
from firesale.market.errors import BadValueError

ROWS = pd.DataFrame(
    {
        "graph": ["ring"] * 3 + ["none"] * 3,
        "shock": [0.5] * 6,
        "seed": [1, 2, 3, 3, 2, 1],
        "loss": [11.0, 22.0, 33.0, 30.0, 20.0, 10.0],
        "came": [1.0, 0.0, np.nan, 0.0, 0.0, 0.0],
    }
)
BY = ["graph", "shock"]


def test_points_come_in_the_order_of_the_rows_with_the_number_of_runs() -> None:
    table = means(ROWS, BY, ["loss"], set())
    assert table[["graph", "shock", "n"]].to_numpy().tolist() == [["ring", 0.5, 3], ["none", 0.5, 3]]
    assert table["loss"].tolist() == [22.0, 20.0]


def test_the_interval_of_a_mean_is_student_s_t() -> None:
    half = 4.302653 * 10 / sqrt(3)  # of 10, 20, 30; t(0.975, 2)
    assert mean_interval(np.array([10.0, 20.0, 30.0])) == pytest.approx((20 - half, 20 + half), abs=1e-5)
    assert np.isnan(mean_interval(np.array([1.0]))).all()


def test_the_interval_of_a_chance_is_wilson_s_and_never_empty() -> None:
    # 0 of 10: z^2 / (10 + z^2); 5 of 10: 0.5 +- z sqrt(0.25 / 10 + z^2 / 400) / (1 + z^2 / 10), with z = 1.959964
    assert chance_interval(np.zeros(10)) == pytest.approx((0.0, 0.277533), abs=1e-5)
    assert chance_interval(np.array([0.0, 1.0] * 5)) == pytest.approx((0.236593, 0.763407), abs=1e-5)
    assert np.isnan(chance_interval(np.array([]))).all()


def test_a_run_that_did_not_measure_an_outcome_does_not_count_for_it() -> None:
    table = means(ROWS, BY, ["came"], {"came"})
    assert table["came"].tolist() == [0.5, 0.0]
    low, high = chance_interval(np.array([1.0, 0.0]))
    assert [table["came.low"][0], table["came.high"][0]] == [low, high]


def test_differences_are_taken_in_pairs_of_equal_seeds() -> None:
    table = against(ROWS, BY, "graph", "none", ["loss"])
    assert table[BY].to_numpy().tolist() == [["ring", 0.5]]
    half = 4.302653 / sqrt(3)  # of 1, 2, 3
    assert table["loss.more"].tolist() == [2.0]
    assert [table["loss.more.low"][0], table["loss.more.high"][0]] == pytest.approx([2 - half, 2 + half], abs=1e-5)


def test_a_point_without_a_partner_is_refused() -> None:
    with pytest.raises(BadValueError, match="complete"):
        against(ROWS, BY, "graph", "complete", ["loss"])


def test_a_table_is_crossed_in_the_order_of_its_rows() -> None:
    table = pd.DataFrame({"a": ["y", "y", "x", "x"], "b": [2, 1, 2, 1], "value": [1.0, 2.0, 3.0, 4.0]})
    wide = crossed(table, ["a"], "b", "value")
    assert [*wide.index, *wide.columns] == ["y", "x", 2, 1]
    assert wide.to_numpy().tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert crossed(table.assign(c="z"), ["c", "a"], "b", "value").index.tolist() == [("z", "y"), ("z", "x")]
