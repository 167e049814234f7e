import math

from firesale.analysis.early_warning.concentration import Concentration
from tests.analysis.conftest import RunBuilder
from tests.analysis.early_warning.by_hand import pool_at


def test_it_is_the_sum_of_squared_shares(run: RunBuilder) -> None:
    pool_at(pool_at(run, 0, "a", 300.0), 0, "b", 100.0)
    assert Concentration().value(run.tables(), 0) == 0.75**2 + 0.25**2


def test_without_debt_it_is_not_known(run: RunBuilder) -> None:
    assert math.isnan(Concentration().value(run.tables(), 0))
