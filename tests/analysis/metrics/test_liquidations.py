from firesale.analysis.metrics.liquidations import Liquidations
from firesale.analysis.tables import RunTables
from tests.analysis.conftest import RunBuilder


def test_a_borrower_liquidated_twice_counts_once(run: RunBuilder) -> None:
    run.liquidation(1, "aave", 10.0, borrower=1).liquidation(3, "maker", 10.0, borrower=1)
    run.liquidation(3, "maker", 10.0, borrower=2)
    assert Liquidations().measure(run.tables()) == {"count": 3.0, "accounts": 2.0}


def test_an_empty_run_has_none(empty: RunTables) -> None:
    assert Liquidations().measure(empty) == {"count": 0.0, "accounts": 0.0}


def test_each_number_has_its_unit() -> None:
    assert (Liquidations.unit_of("count"), Liquidations.unit_of("accounts")) == ("liquidations", "accounts")
