import pytest

from firesale.analysis.metrics.liquidated_collateral import LiquidatedCollateral
from firesale.analysis.tables import RunTables
from firesale.market.events import Liquidated
from tests.analysis.conftest import RunBuilder


def test_seized_collateral_is_valued_at_the_collateral_price_by_pool(run: RunBuilder) -> None:
    run.pool("aave").pool("maker")
    run.at(1, Liquidated("aave", 9, 1, "ETH", "USD", 100.0, 2.0, 0.1, 55.0, 1.0, 0.9, 1.0))
    run.at(2, Liquidated("aave", 9, 2, "ETH", "USD", 100.0, 3.0, 0.1, 50.0, 1.0, 0.9, 1.0))
    found = LiquidatedCollateral().measure(run.tables())
    assert found == pytest.approx({"total": 260.0, "pool.aave": 260.0, "pool.maker": 0.0})


def test_an_empty_run_has_none(empty: RunTables) -> None:
    assert LiquidatedCollateral().measure(empty) == {"total": 0.0}
