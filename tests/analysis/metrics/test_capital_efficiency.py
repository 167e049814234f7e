from math import isnan

import pytest

from firesale.analysis.metrics.capital_efficiency import CapitalEfficiency
from firesale.analysis.tables import RunTables
from firesale.market.events import PositionsRecorded
from tests.analysis.conftest import RunBuilder


def positions(pool: str, collateral: float, debt: float) -> PositionsRecorded:
    return PositionsRecorded(pool, 2, 0, collateral, debt, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0)


def test_the_ratio_is_of_the_sums_over_pools(run: RunBuilder) -> None:
    run.at(1, positions("aave", 100.0, 50.0), positions("maker", 300.0, 50.0))
    run.at(2, positions("aave", 100.0, 50.0), positions("maker", 100.0, 70.0))
    run.at(3, positions("aave", 0.0, 0.0))
    assert CapitalEfficiency().measure(run.tables()) == pytest.approx({"mean": (0.25 + 0.6) / 2, "end": 0.6})


def test_an_empty_run_was_not_measured(empty: RunTables) -> None:
    assert all(isnan(value) for value in CapitalEfficiency().measure(empty).values())
