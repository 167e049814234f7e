import math

from firesale.analysis.contagion.attribution.attribute import attribute
from firesale.market.events import Liquidated
from tests.analysis.contagion.conftest import Written, near


def test_the_table_of_liquidations_says_what_happened(written: Written) -> None:
    written.exchange("x").oracle("x").pool("p").position("p", 1, 1.05, debt=80.0).step(1).step(3).report(90.0)
    written.liquidate("p", 1, liquidator=7).write_off("p", 1, 5.0)
    (row,) = attribute(written.tables()).liquidations.itertuples()
    assert (row.step, row.round, row.time, row.venue, row.borrower, row.liquidator) == (3, 0, 180.0, "p", 1, 7)
    assert (row.collateral, row.debt, row.safe_step, row.bad_debt) == ("ETH", "USD", 3, 5.0)
    near([row.debt_value, row.collateral_value], [80.0, 1.05 * 90.0])
    near([row.health_safe, row.health_before, row.log_loss], [1.05, 1.05 * 0.9, -math.log(0.9)])
    near(row.equity_safe, 25.0)


def test_the_step_in_which_a_position_was_last_safe_may_be_long_ago(written: Written) -> None:
    written.exchange("x").oracle("x").pool("p").position("p", 1, 1.05).step(1).report(90.0)
    for number in range(2, 6):
        written.step(number)
    assert attribute(written.liquidate("p", 1).tables()).liquidations["safe_step"].tolist() == [1]


def test_a_position_without_a_history_is_unexplained(written: Written) -> None:
    written.add(Liquidated("p", 9, 1, "ETH", "USD", 2.0, 1.0, 0.0, 3.0, 1.0, 0.9, 0.9))
    found = attribute(written.tables())
    (row,) = found.liquidations.itertuples()
    assert (row.log_loss, row.health_safe, row.endogenous, row.residual) == (0.0, 0.9, 0.0, 0.0)
    assert found.liquidations["equity_safe"].isna().all()
    assert found.parts.empty


def test_the_table_of_parts_is_by_liquidation_and_in_the_order_of_names(written: Written) -> None:
    written.exchange("x").oracle("x").pool("p").position("p", 1, 1.05).position("p", 2, 1.06).step(1)
    written.swap("x", 6, -0.1, "run").swap("x", 5, -0.1, "deleverage").step(2).report(written.quote("x"))
    parts = attribute(written.liquidate("p", 2).liquidate("p", 1).tables()).parts
    expected = ["deleveraging", "own liquidation", "run"]
    assert parts["liquidation"].tolist() == [0, 0, 0, 1, 1, 1]
    assert parts["channel"].tolist() == expected * 2
    assert parts["oracle"].tolist() == ["feed", "", "feed"] * 2
