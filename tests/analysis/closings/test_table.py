from firesale.analysis.closings.table import closings
from firesale.market.events import Liquidated
from tests.analysis.contagion.conftest import Written, near
from tests.analysis.contagion.written_closings import offset, seize, vault, vaults
from tests.analysis.contagion.written_perpetuals import closed, deleveraged, perpetuals, trader


def test_closings_of_all_venues_in_order(written: Written) -> None:
    written.oracle().pool("p").position("p", 1, 0.9).position("p", 2, 0.9)
    perpetuals(vault(vaults(written), 3, 9.0, 800.0))
    trader(trader(trader(written, 4, 500.0, 50.0), 5, 500.0, 20.0), 6, 900.0, -60.0)
    written.add(closed(4, 50.0, 100.0, 0.5))
    offset(seize(written, "p", 2, lot=0), 3)
    written.add(deleveraged(6, 5, 20.0, 95.0, 100.0)).liquidate("p", 1)
    found = closings(written.tables())
    assert found["borrower"].tolist() == [4, 2, 3, 5, 1]
    assert found["by"].tolist() == [
        "PositionLiquidated",
        "PositionSeized",
        "LiquidationTriggered",
        "PositionDeleveraged",
        "Liquidated",
    ]
    assert found["lot"].tolist() == [-1, 0, -1, -1, -1]
    assert found.index.tolist() == list(range(5))


def test_of_a_liquidation_the_liquidator_gets_all_but_the_fee(written: Written) -> None:
    written.add(Liquidated("p", 9, 1, "ETH", "USD", 90.0, 1.0, 0.1, 100.0, 1.0, 0.9, 0.9))
    near(closings(written.tables())[["received", "left", "returned"]], [[0.9, 0.0, 0.0]])


def test_a_run_without_closings_has_a_table_without_rows(written: Written) -> None:
    assert len(closings(written.tables())) == 0
