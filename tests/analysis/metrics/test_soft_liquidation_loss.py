import numpy as np
import pytest

from firesale.analysis.metrics.soft_liquidation_loss import SoftLiquidationLoss
from firesale.analysis.tables import RunTables
from firesale.market.events import SoftLiquidated
from tests.analysis.conftest import RunBuilder


def test_it_is_what_was_sold_less_what_came_in_at_fundamental_prices(run: RunBuilder) -> None:
    run.exchange("llamma").pool("llamma").price("ETH", [100.0, 80.0])
    sold, received = np.array([1.0, 2.0]), np.array([97.0, 195.0])
    run.at(0, SoftLiquidated("llamma", np.array([1, 2]), "ETH", "USD", sold, received, 101.0, 1.0))  # 3 and 5 lost
    run.at(1, SoftLiquidated("llamma", 1, "ETH", "USD", -1.0, -82.0, 79.0, 1.0))  # 82 paid for 80
    found = SoftLiquidationLoss().measure(run.tables())
    assert found == pytest.approx({"total": 10.0, "pool.llamma": 10.0})


def test_a_pool_without_bands_has_none(run: RunBuilder) -> None:
    assert SoftLiquidationLoss().measure(run.pool("aave").exchange("uni").tables()) == {"total": 0.0}


def test_an_empty_run_has_none(empty: RunTables) -> None:
    assert SoftLiquidationLoss().measure(empty) == {"total": 0.0}
