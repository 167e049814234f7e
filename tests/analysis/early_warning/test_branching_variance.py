from math import sqrt

import pytest

from firesale.analysis.early_warning.branching_variance import BranchingVariance
from tests.analysis.conftest import RunBuilder


def test_it_is_one_less_the_root_of_mean_over_variance(run: RunBuilder) -> None:
    for _ in range(8):
        run.liquidation(4, "a", 10.0)
    # counts 0, 0, 0, 8: mean 2, variance (3 x 4 + 36) / 3 = 16
    assert BranchingVariance().value(run.tables(), 4) == pytest.approx(1 - sqrt(2 / 16))


def test_counts_more_even_than_chance_give_nothing(run: RunBuilder) -> None:
    assert BranchingVariance().value(run.tables(), 4) == 0.0
    for step in (1, 2, 3):
        run.liquidation(step, "a", 10.0)
    assert BranchingVariance().value(run.tables(), 4) == 0.0
