"""What holds for every registered indicator."""

from dataclasses import FrozenInstanceError, replace

import pytest

from firesale.analysis.early_warning import INDICATORS
from firesale.analysis.early_warning.readings import readings
from firesale.analysis.early_warning.so_far import so_far
from firesale.analysis.tables import RunTables
from tests.experiments.small import small_run

STEP = 2  # at 1200 seconds, where the two futures below part
OTHER_FUTURE = {"prices.waypoints.ETH": [[0, 100.0], [1200, 97.0], [1800, 60.0], [4800, 130.0]]}


@pytest.fixture(scope="module")
def tables() -> RunTables:
    """A run in which something happens before and after the step."""
    return small_run({"agents.sleepers.positions.0.health_factor": 1.02}, seed=3).tables


def test_what_comes_later_changes_nothing(tables: RunTables) -> None:
    other = small_run({"agents.sleepers.positions.0.health_factor": 1.02, **OTHER_FUTURE}, seed=3).tables
    assert len(other.events["Liquidated"]) != len(tables.events["Liquidated"])
    assert readings(tables, STEP) == pytest.approx(readings(other, STEP), rel=0.0, abs=0.0, nan_ok=True)


def test_a_run_that_is_cut_off_reads_the_same(tables: RunTables) -> None:
    assert readings(so_far(tables, STEP), STEP) == pytest.approx(readings(tables, STEP), rel=0.0, abs=0.0, nan_ok=True)


def test_what_came_before_does(tables: RunTables) -> None:
    assert readings(tables, STEP)["debt_over_depth"] != readings(tables, STEP + 3)["debt_over_depth"]
    assert readings(tables, STEP)["liquidated_so_far"] > 0.0


def test_what_is_cut_off_ends_at_the_step(tables: RunTables) -> None:
    assert so_far(tables, STEP).end[0] == STEP


@pytest.mark.parametrize("name", INDICATORS)
def test_an_empty_run_is_read_without_a_warning(name: str, empty: RunTables) -> None:
    assert isinstance(INDICATORS[name].value(empty, 0), float)


@pytest.mark.parametrize("name", INDICATORS)
def test_it_says_where_it_comes_from(name: str) -> None:
    assert "Source: " in (INDICATORS[name].__doc__ or "") or name.endswith("_so_far")


@pytest.mark.parametrize("name", INDICATORS)
def test_it_cannot_be_changed(name: str) -> None:
    indicator = INDICATORS[name]
    with pytest.raises((FrozenInstanceError, TypeError)):
        indicator.window = 3  # type: ignore[attr-defined]
    assert replace(indicator) == indicator  # type: ignore[type-var]
