import pytest

from firesale.analysis.metrics.liquidated_debt import LiquidatedDebt
from firesale.analysis.tables import RunTables
from firesale.market.events import Liquidated
from tests.analysis.conftest import RunBuilder


def test_repaid_debt_is_valued_at_the_debt_price_by_pool(run: RunBuilder) -> None:
    run.pool("aave").pool("maker").liquidation(1, "aave", 40.0).liquidation(2, "aave", 60.0)
    run.at(2, Liquidated("maker", 9, 1, "ETH", "DAI", 10.0, 1.0, 0.0, 100.0, 0.9, 0.9, 1.0))
    found = LiquidatedDebt().measure(run.tables())
    assert found == pytest.approx({"total": 109.0, "pool.aave": 100.0, "pool.maker": 9.0})


def test_an_empty_run_has_none(empty: RunTables) -> None:
    assert LiquidatedDebt().measure(empty) == {"total": 0.0}
