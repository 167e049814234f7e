import sys

from firesale.analysis.early_warning.leverage import Leverage
from tests.analysis.conftest import RunBuilder
from tests.analysis.early_warning.by_hand import pool_at


def test_it_is_collateral_over_what_is_not_owed(run: RunBuilder) -> None:
    pool_at(pool_at(run, 0, "a", 300.0, collateral=500.0), 0, "b", 100.0, collateral=300.0)
    assert Leverage().value(run.tables(), 0) == 2.0


def test_nobody_who_owes_is_not_leveraged_and_who_owns_nothing_is_as_much_as_can_be(run: RunBuilder) -> None:
    assert Leverage().value(run.tables(), 0) == 1.0
    assert Leverage().value(pool_at(run, 0, "a", 300.0, collateral=300.0).tables(), 0) == sys.float_info.max
