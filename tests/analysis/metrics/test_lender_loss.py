from firesale.analysis.metrics.lender_loss import LenderLoss
from firesale.analysis.tables import RunTables
from firesale.market.events import LossAbsorbed, ReserveRecorded
from tests.analysis.conftest import RunBuilder


def test_losses_of_lenders_and_of_nobody_count_and_reserves_do_not(run: RunBuilder) -> None:
    run.at(1, LossAbsorbed("aave", "reserves", "reserves", "USD", 100.0, 1.0, 1.0))
    run.at(1, LossAbsorbed("aave", "socialisation", "lenders", "ETH", 2.0, 50.0, 1.0))
    run.at(2, LossAbsorbed("maker", "", "nobody", "USD", 7.0, 1.0, 1.0))
    assert LenderLoss().measure(run.tables()) == {"total": 107.0, "lenders": 100.0, "nobody": 7.0}


def test_a_deficit_that_is_left_at_the_end_is_borne_by_nobody(run: RunBuilder) -> None:
    for step, deficit in ((1, 50.0), (2, 30.0)):
        run.at(step, ReserveRecorded("aave", "ETH", 0.0, 0.0, 0.0, deficit, 0.0, 0.0, 2.0))
    assert LenderLoss().measure(run.tables()) == {"total": 60.0, "lenders": 0.0, "nobody": 60.0}


def test_a_deficit_that_was_logged_as_borne_by_nobody_counts_once(run: RunBuilder) -> None:
    run.at(1, LossAbsorbed("aave", "", "nobody", "USD", 7.0, 1.0, 1.0))
    run.at(2, ReserveRecorded("aave", "USD", 0.0, 0.0, 0.0, 7.0, 0.0, 0.0, 1.0))
    assert LenderLoss().measure(run.tables())["nobody"] == 7.0


def test_an_empty_run_has_none(empty: RunTables) -> None:
    assert LenderLoss().measure(empty) == {"total": 0.0, "lenders": 0.0, "nobody": 0.0}
