import numpy as np
import pytest

from firesale.analysis.early_warning.unsafe_after_fall import fall_until, unsafe_share
from tests.analysis.conftest import RunBuilder
from tests.analysis.early_warning.by_hand import pool_at


def shares(run: RunBuilder, *falls: float) -> list[float]:
    return [float(share) for share in unsafe_share(run.tables(), np.array(falls))]


def test_between_two_quantiles_positions_are_spread_evenly(run: RunBuilder) -> None:
    # a fall by 0.2 makes a health of 1.25 unsafe: half of the way from 1.2 (25 %) to 1.3 (50 %)
    assert shares(pool_at(run, 0, "a", 400.0), 0.2) == [pytest.approx(0.375)]


def test_below_the_lowest_quantile_they_go_on_as_densely(run: RunBuilder) -> None:
    # 20 % lie between 1.1 and 1.2, so the lowest 5 % between 1.075 and 1.1
    assert shares(pool_at(run, 0, "a", 400.0), 1 - 1 / 1.0875, 1 - 1 / 1.07) == [pytest.approx(0.025), 0.0]


def test_above_the_highest_quantile_nothing_counts(run: RunBuilder) -> None:
    assert shares(pool_at(run, 0, "a", 400.0), 0.9) == [0.95]


def test_pools_count_by_their_debt(run: RunBuilder) -> None:
    pool_at(pool_at(run, 0, "a", 300.0), 0, "b", 100.0, health=(2.0, 2.1, 2.2, 2.3, 2.4))
    assert shares(run, 0.2) == [pytest.approx(0.75 * 0.375)]


def test_a_pool_with_one_position_is_all_or_nothing(run: RunBuilder) -> None:
    assert shares(pool_at(run, 0, "a", 400.0, health=(1.25,) * 5), 0.19, 0.21) == [0.0, 0.95]


def test_without_debt_nothing_is_unsafe(run: RunBuilder) -> None:
    assert shares(run, 0.5) == [0.0]
    assert shares(pool_at(run, 0, "a", 0.0, health=(np.nan,) * 5), 0.5) == [0.0]


def test_the_fall_until_a_share_is_unsafe(run: RunBuilder) -> None:
    pool_at(run, 0, "a", 400.0)
    assert fall_until(run.tables(), 0.375) == pytest.approx(0.2, abs=0.001)
    assert fall_until(run.tables(), 0.99) == 1.0
