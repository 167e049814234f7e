from firesale.analysis.contagion.losses.summary import HEADS, loss_rows, loss_sentences
from firesale.analysis.tables import RunTables
from firesale.market.events import AssetListed, BadDebtRealised, LossAbsorbed, Supplied
from tests.analysis.conftest import RunBuilder


def lossy(run: RunBuilder) -> RunTables:
    """Two lenders with three quarters and one quarter; 100 lost, of which 10 by reserves, 80 by lenders."""
    run.pool("p").at(0, AssetListed("p", "p:USD", "receipt", "USD", "", 0.0))
    run.account(1, "lender", "large").account(2, "lender", "small")
    run.at(0, Supplied("p", 1, "USD", 300.0, 300.0, "opening"), Supplied("p", 2, "USD", 100.0, 100.0, "opening"))
    run.at(1, BadDebtRealised("p", 5, "USD", 100.0, 1.0))
    run.at(1, LossAbsorbed("p", "reserves", "reserves", "USD", 10.0, 1.0, 1.0))
    return run.at(1, LossAbsorbed("p", "socialisation", "lenders", "USD", 80.0, 1.0, 0.8)).tables()


def test_a_row_per_path_and_bearer(run: RunBuilder) -> None:
    rows = loss_rows(lossy(run))
    assert rows == [
        ["p", "reserves", "reserves", "–", "10", "10.0%"],
        ["p", "socialisation", "lenders", "large and small", "80", "80.0%"],
        ["p", "uncovered", "nobody", "–", "10", "10.0%"],
    ]
    assert {len(row) for row in rows} == {len(HEADS)}


def test_a_sentence_for_all_venues(run: RunBuilder) -> None:
    assert loss_sentences(lossy(run)) == ["Who bore the 100 USD of losses: 80% lenders, 10% nobody and 10% reserves."]


def test_without_losses_nothing_is_said(empty: RunTables) -> None:
    assert (loss_rows(empty), loss_sentences(empty)) == ([], [])
