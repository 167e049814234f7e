from firesale.analysis.contagion.exposures.balance_sheets import balance_sheets
from firesale.analysis.contagion.exposures.shocks import moved, uniform_fall
from firesale.analysis.contagion.exposures.state import State
from tests.analysis.contagion.exposures.rows import row


def test_each_pool_has_a_cushion_of_borrowers_and_a_capacity_of_lenders(opened: State) -> None:
    columns = ["cash", "debt", "deposits", "collateral", "cushion", "shortfall", "capacity"]
    table = balance_sheets(opened)[columns]
    assert row(table, "first") == [900.0, 600.0, 1500.0, 1000.0, 400.0, 0.0, 1500.0]
    assert row(table, "second") == [300.0, 500.0, 800.0, 700.0, 200.0, 0.0, 800.0]


def test_debt_that_collateral_does_not_cover_takes_from_the_capacity(opened: State) -> None:
    table = balance_sheets(moved(opened, uniform_fall(opened, 0.6)))[["cushion", "shortfall", "capacity"]]
    assert row(table, "first") == [0.0, 200.0, 1300.0]
    assert row(table, "second") == [100.0, 20.0, 780.0]
