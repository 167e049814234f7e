import pandas as pd
import pytest

from firesale.analysis.compare import compare
from firesale.experiments.pairs import compare_scenarios, show
from firesale.experiments.runner import metrics_of
from tests.experiments.small import small, small_run

WHOLE = {"venues.harbor.liquidation.close_factor": 1.0}


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    """Half of the debt at once against all of it, three seeds."""
    return compare_scenarios(small(), small(WHOLE), 3)


def test_both_scenarios_meet_the_seeds_from_one_on(table: pd.DataFrame) -> None:
    debts = [[small_run(change, seed).metrics["liquidated_debt.total"] for seed in (1, 2, 3)] for change in ({}, WHOLE)]
    row = table.loc["liquidated_debt.total"]
    assert row["mean_a"] == pytest.approx(sum(debts[0]) / 3)
    assert row["mean_b"] == pytest.approx(sum(debts[1]) / 3)
    assert row["difference"] == pytest.approx(row["mean_b"] - row["mean_a"])
    assert row["low"] <= row["difference"] <= row["high"]


def test_every_metric_is_compared(table: pd.DataFrame) -> None:
    assert set(table.index) == set(metrics_of((small(), 1)))


def test_whoever_waits_is_told_after_each_run() -> None:
    done: list[int] = []
    compare_scenarios(small(), small(), 2, on_run=lambda: done.append(1))
    assert len(done) == 4


def test_only_metrics_that_begin_so_are_shown(table: pd.DataFrame, capsys: pytest.CaptureFixture[str]) -> None:
    show(table, ["liquidated_debt"], "A against B")
    printed = capsys.readouterr().out
    assert "liquidated_debt.total" in printed
    assert "wealth_by_role" not in printed


def test_metrics_that_never_differ_are_counted_not_listed(
    table: pd.DataFrame, capsys: pytest.CaptureFixture[str]
) -> None:
    show(table, [], "A against B")
    printed = capsys.readouterr().out
    equal = (table["difference"] == 0) & (table["low"] == 0) & (table["high"] == 0) | (table["n"] == 0)
    assert f"{int(equal.sum())} metrics are the same in every pair" in printed
    assert "bad_debt.realised" not in printed


def test_differences_that_cancel_are_differences(capsys: pytest.CaptureFixture[str]) -> None:
    show(compare({1: {"x": 1.0}, 2: {"x": 3.0}}, {1: {"x": 3.0}, 2: {"x": 1.0}}), [], "A against B")
    assert "-25.4" in capsys.readouterr().out


def test_a_change_that_never_mattered_is_said_to_be_one(capsys: pytest.CaptureFixture[str]) -> None:
    show(compare({1: {"x": 1.0}, 2: {"x": 3.0}}, {1: {"x": 1.0}, 2: {"x": 3.0}}), [], "A against B")
    printed = capsys.readouterr().out
    assert printed.startswith("A against B")
    assert "never mattered" in printed
