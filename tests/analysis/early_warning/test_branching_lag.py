import pytest

from firesale.analysis.early_warning.branching_lag import BranchingLag
from tests.analysis.conftest import RunBuilder


def liquidated(run: RunBuilder, *counts: int) -> RunBuilder:
    for step, count in enumerate(counts, 1):
        for _ in range(count):
            run.liquidation(step, "a", 10.0)
    return run


def test_it_is_the_slope_from_one_step_to_the_next(run: RunBuilder) -> None:
    assert BranchingLag().value(liquidated(run, 8, 4, 2, 1).tables(), 4) == pytest.approx(0.5)


def test_only_the_window_counts(run: RunBuilder) -> None:
    liquidated(run, 0, 50, 0, 8, 4, 2, 1)
    assert BranchingLag(window=4).value(run.tables(), 7) == pytest.approx(0.5)


def test_steps_without_a_liquidation_count_as_none(run: RunBuilder) -> None:
    # (4, 0), (0, 2), (2, 0): mean 2 and 2/3; slope = (-4 / 3 - 8 / 3 + 0) / (4 + 4 + 0)
    assert BranchingLag().value(liquidated(run, 4, 0, 2, 0).tables(), 4) == pytest.approx(-0.5)


def test_it_is_nothing_where_nothing_varies(run: RunBuilder) -> None:
    assert BranchingLag().value(run.tables(), 10) == 0.0
    assert BranchingLag().value(liquidated(run, 3, 3, 3).tables(), 3) == 0.0
