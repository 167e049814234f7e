from firesale.analysis.metrics.liquidator_profit import LiquidatorProfit
from firesale.analysis.tables import RunTables
from firesale.market.events import WealthRecorded
from tests.analysis.conftest import RunBuilder


def test_profit_is_the_change_of_wealth_of_liquidators_by_group(run: RunBuilder) -> None:
    run.account(1, "liquidator", "fast").account(2, "liquidator", "slow").account(3, "lender").account(
        4, "liquidator", "slow"
    )
    for account, start, end in ((1, 10.0, 25.0), (2, 10.0, 8.0), (3, 10.0, 99.0), (4, 5.0, 6.0)):
        run.at(0, WealthRecorded(account, start)).at(9, WealthRecorded(account, end))
    assert LiquidatorProfit().measure(run.tables()) == {"total": 14.0, "group.fast": 15.0, "group.slow": -1.0}


def test_an_empty_run_has_none(empty: RunTables) -> None:
    assert LiquidatorProfit().measure(empty) == {"total": 0.0}
