import pytest

from firesale.analysis.metrics.stability_pool_loss import StabilityPoolLoss
from firesale.analysis.tables import RunTables
from firesale.market.events import RedistributionReceived, StabilityLossShared
from tests.analysis.conftest import RunBuilder


def test_coins_count_against_the_collateral_that_came_for_them(run: RunBuilder) -> None:
    run.at(1, StabilityLossShared("vaults", 1, "COIN", 100.0, "ETH", 0.06, 2000.0))
    run.at(2, StabilityLossShared("vaults", 2, "COIN", 300.0, "ETH", 0.1, 2000.0))
    run.at(2, RedistributionReceived("vaults", 3, "COIN", 50.0, "ETH", 0.02, 2000.0))
    assert StabilityPoolLoss().measure(run.tables()) == pytest.approx(
        {"total": 90.0, "pool": 80.0, "redistribution": 10.0, "drawn": 400.0}
    )


def test_an_empty_run_has_none(empty: RunTables) -> None:
    assert StabilityPoolLoss().measure(empty) == {"total": 0.0, "pool": 0.0, "redistribution": 0.0, "drawn": 0.0}
