import pytest

from firesale.analysis.early_warning.closeness import Closeness
from tests.analysis.conftest import RunBuilder
from tests.analysis.early_warning.by_hand import pool_at


def test_it_is_the_price_level_at_which_the_share_is_unsafe(run: RunBuilder) -> None:
    # a quarter is unsafe at a health of 1.2, at 1 / 1.2 of the price
    assert Closeness(0.25).value(pool_at(run, 0, "a", 400.0).tables(), 0) == pytest.approx(1 / 1.2, abs=0.001)


def test_it_is_one_where_the_share_is_unsafe_already_and_zero_without_debt(run: RunBuilder) -> None:
    assert Closeness(0.25).value(run.tables(), 0) == 0.0
    pool_at(run, 1, "a", 400.0, health=(0.8, 0.9, 1.3, 1.4, 1.5))
    assert Closeness(0.25).value(run.tables(), 1) == 1.0
