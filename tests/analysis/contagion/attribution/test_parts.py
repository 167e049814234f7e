import numpy as np
import pandas as pd

from firesale.analysis.contagion.attribution.attribute import attribute
from firesale.analysis.contagion.attribution.parts import weights_of
from firesale.market.events import Swapped
from tests.analysis.contagion.conftest import Written, near, shares


def parts(run: Written, number: int = 0) -> pd.DataFrame:
    found = attribute(run.tables()).parts
    return found[found["liquidation"] == number].set_index("channel")


def opened(run: Written) -> Written:
    return run.exchange("x").oracle("x").pool("p").position("p", 1, 1.05, debt=80.0).step(1)


def test_harm_is_weighed_against_all_harm_and_help_weighs_nothing() -> None:
    near(weights_of(np.array([0, 0, 0, 1]), np.array([3.0, -5.0, 1.0, 2.0])), [0.75, 0.0, 0.25, 1.0])


def test_rounding_weighs_nothing() -> None:
    near(weights_of(np.array([0, 0]), np.array([-5.0, 1e-13])), [0.0, 0.0])


def test_nobody_has_no_weights() -> None:
    assert weights_of(np.array([], dtype=np.int64), np.array([])).tolist() == []


def test_each_part_is_a_part_of_the_loss_of_health_too(written: Written) -> None:
    opened(written).swap("x", 5, -0.1, "noise").swap("x", 6, -0.2, "manipulation").step(2)
    found = parts(written.report(written.quote("x")).liquidate("p", 1))
    near(found.loc[["trading", "manipulation"], "log_loss"], [0.1, 0.2])
    lost = 1.05 * (1.0 - np.exp(-0.3))
    near(found.loc[["trading", "manipulation"], "health_loss"], [lost / 3, lost * 2 / 3])


def test_the_loss_of_equity_is_in_numeraire_and_what_was_seized_is_in_it(written: Written) -> None:
    opened(written).swap("x", 5, -0.1, "noise").step(2).report(written.quote("x"))
    seized, repaid, price = 0.7, 50.0, written.reported
    written.units["p", 1], written.debts["p", 1] = seized, repaid
    written.add(written.liquidation("p", 1, 1.05, 80.0, seized, repaid, price))
    found = parts(written)
    near(found.loc["trading", "loss"], 1.05 * (100.0 - price))
    near(found.loc["own liquidation", "loss"], seized * price - repaid)


def test_rounds_of_one_pool_s_sales_are_one_part(written: Written) -> None:
    written.exchange("x").oracle("x").pool("p").position("p", 1, 1.01).position("p", 2, 1.02).position("p", 3, 1.3)
    written.step(1).swap("x", 5, -0.05, "noise").step(2).report(written.quote("x"))
    written.liquidate("p", 1, liquidator=8).swap("x", 8, -0.1, "liquidation").step(3)
    written.liquidate("p", 2, liquidator=9).swap("x", 9, -0.2, "liquidation").step(4)
    found = attribute(written.report(written.quote("x")).liquidate("p", 3).tables())
    mine = found.parts[(found.parts["liquidation"] == 2) & (found.parts["channel"] == "fire sale")]
    near(mine["log_loss"], [0.3])
    assert len(found.links[found.links["child"] == 2]) == 2


def test_what_the_events_do_not_explain_is_residual(written: Written) -> None:
    """The price falls by a tenth between two trades, and nobody says why."""
    opened(written).add(Swapped("x", 5, "ETH", "USD", 1.0, 1.0, 0.0, 90.0, 89.0, "noise")).step(2).report(89.0)
    found = attribute(written.liquidate("p", 1).tables())
    near(found.liquidations["residual"], [-np.log(0.9)])
    assert set(shares(found.parts, 0)) == {"residual", "trading"}


def test_half_of_a_position_that_was_liquidated_unsafe_is_its_own_doing_where_it_lost_health(written: Written) -> None:
    """More collateral than debt is taken: the first liquidation makes the second one's position less healthy."""
    opened(written).swap("x", 5, -0.1, "noise").step(2).report(written.quote("x"))
    price, health = written.reported, 1.05 * np.exp(-0.1)
    written.add(written.liquidation("p", 1, 1.05, 80.0, 0.55, 40.0, price))
    written.units["p", 1], written.debts["p", 1] = 0.5, 40.0
    found = parts(written.liquidate("p", 1), 1)
    near(found.loc["own liquidation", "log_loss"], np.log(health / (0.5 * price * 0.8 / 40.0)))
