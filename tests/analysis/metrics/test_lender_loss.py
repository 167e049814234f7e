from firesale.analysis.metrics.lender_loss import LenderLoss
from firesale.analysis.tables import RunTables
from firesale.market.events import LossAbsorbed
from tests.analysis.conftest import RunBuilder


def test_losses_of_lenders_and_of_nobody_count_and_reserves_do_not(run: RunBuilder) -> None:
    run.at(1, LossAbsorbed("aave", "reserves", "reserves", "USD", 100.0, 1.0))
    run.at(1, LossAbsorbed("aave", "socialisation", "lenders", "ETH", 2.0, 50.0))
    run.at(2, LossAbsorbed("maker", "", "nobody", "USD", 7.0, 1.0))
    assert LenderLoss().measure(run.tables()) == {"total": 107.0, "lenders": 100.0, "nobody": 7.0}


def test_an_empty_run_has_none(empty: RunTables) -> None:
    assert LenderLoss().measure(empty) == {"total": 0.0, "lenders": 0.0, "nobody": 0.0}
