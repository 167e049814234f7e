import math

from firesale.analysis.early_warning.liquidated_so_far import LiquidatedSoFar
from tests.analysis.conftest import RunBuilder
from tests.analysis.early_warning.by_hand import pool_at


def test_it_is_set_against_the_debt_at_the_start(run: RunBuilder) -> None:
    pool_at(run, 0, "a", 400.0).liquidation(2, "a", 60.0).liquidation(3, "a", 40.0)
    pool_at(run, 3, "a", 300.0)
    assert LiquidatedSoFar().value(run.tables(), 3) == 0.25


def test_without_debt_it_is_not_known(run: RunBuilder) -> None:
    assert math.isnan(LiquidatedSoFar().value(run.tables(), 0))
