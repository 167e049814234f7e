"""Cases in which it would be easy to blame the wrong one."""

import math

import pytest

from firesale.analysis.contagion.attribution.attribute import attribute
from firesale.analysis.contagion.contagion import Contagion
from firesale.market.events import (
    AssetListed,
    Borrowed,
    CollateralPosted,
    InterestAccrued,
    Liquidated,
    LiquidityChanged,
    LossAbsorbed,
)
from tests.analysis.contagion.conftest import Written, near, shares


def test_a_push_that_is_pulled_back_in_the_same_bundle_is_to_blame_for_what_fell_in_between(written: Written) -> None:
    written.exchange("x").oracle("x", kind="spot").pool("p").pool("q").position("p", 1, 1.2).position("q", 2, 1.1)
    written.step(1).swap("x", 7, -0.3, "manipulation").liquidate("p", 1, price=written.quote("x"))
    written.swap("x", 7, 0.3, "manipulation").step(2).swap("x", 5, -0.2, "noise")
    found = attribute(written.liquidate("q", 2, price=written.quote("x")).tables())
    assert [shares(found.parts, i) for i in range(2)] == [{"manipulation": 1.0}, {"trading": 1.0}]


def test_under_a_live_oracle_one_sale_fells_the_next_position_in_the_same_round(written: Written) -> None:
    written.exchange("x").oracle("x", kind="spot").pool("p").position("p", 1, 1.05).position("p", 2, 1.2)
    written.step(1).swap("x", 5, -0.1, "noise").liquidate("p", 1, price=written.quote("x"))
    written.swap("x", 99, -0.2, "liquidation").liquidate("p", 2, price=written.quote("x"))
    found = Contagion(written.tables())
    near(found.liquidations["log_loss"], [0.1, 0.2])
    assert found.forest.nodes["parent"].tolist() == [-1, 0]


def test_later_rounds_of_a_step_see_the_sales_of_earlier_ones(written: Written) -> None:
    written.book("x").oracle("x").pool("p").position("p", 1, 1.05).position("p", 2, 1.2).position("p", 3, 1.4)
    written.step(1, 94.0).report(94.0).liquidate("p", 1).swap("x", 99, -0.2, "liquidation").round(1)
    written.report(written.quote("x")).liquidate("p", 2).swap("x", 99, -0.2, "liquidation").round(2)
    found = Contagion(written.report(written.quote("x")).liquidate("p", 3).tables())
    assert found.forest.nodes["parent"].tolist() == [-1, 0, 1]
    assert found.liquidations["round"].tolist() == [0, 1, 2]


def test_a_late_report_blames_what_it_saw_and_not_what_came_since(written: Written) -> None:
    written.exchange("x").oracle("x").pool("p").position("p", 1, 1.05).step(1).swap("x", 6, -0.2, "manipulation")
    seen = written.log.mark()
    written.step(2).swap("x", 5, -0.5, "noise").step(3).report(100.0 * math.exp(-0.2), observed=seen)
    assert shares(attribute(written.liquidate("p", 1).tables()).parts, 0) == {"manipulation": 1.0}


def test_an_average_over_all_of_a_short_run_takes_a_sale_in_by_its_part(written: Written) -> None:
    written.exchange("x").oracle("x", kind="twap", mean="geometric").pool("p").position("p", 1, 1.05)
    written.step(1).swap("x", 6, -0.4, "manipulation")
    for number in (2, 3, 4):
        written.step(number).report(100.0 * math.exp(-0.4 * (number - 1) / number), window=60.0 * number)
    found = attribute(written.liquidate("p", 1).tables())
    near(found.liquidations["log_loss"], [0.3])
    assert shares(found.parts, 0) == {"manipulation": 1.0}


def test_of_two_exchanges_each_moves_the_middle_by_its_half(written: Written) -> None:
    written.exchange("x").exchange("y").oracle("x", "y").pool("p").position("p", 1, 1.05)
    written.step(1).swap("x", 6, -0.2, "manipulation").swap("y", 5, -0.2, "noise").step(2)
    found = attribute(written.report(written.quote("x")).liquidate("p", 1).tables())
    assert shares(found.parts, 0) == pytest.approx({"manipulation": 0.5, "trading": 0.5})


def test_a_geometric_average_of_the_middle_of_two_leaves_no_residual(written: Written) -> None:
    written.exchange("x").exchange("y").oracle("x", "y", kind="twap", mean="geometric").pool("p").position("p", 1, 1.05)
    written.step(1).swap("x", 5, 0.1, "noise").step(2).swap("x", 6, -0.8, "manipulation").step(3)

    def middle(x: float) -> float:
        return math.log((math.exp(x) + 1.0) / 2.0)

    written.report(100.0 * math.exp((middle(0.0) + middle(0.1) + middle(-0.7)) / 3.0), window=180.0)
    found = attribute(written.liquidate("p", 1).tables())
    assert abs(found.liquidations["residual"][0]) < 1e-12
    assert set(shares(found.parts, 0)) == {"manipulation"}


def test_of_three_exchanges_the_one_that_fell_through_the_middle_is_to_blame(written: Written) -> None:
    """x stood in the middle and fell; now y is there, which never moved since."""
    written.exchange("x").exchange("y").exchange("z").oracle("x", "y", "z").pool("p").step(1)
    written.swap("y", 5, -0.1, "noise").swap("z", 5, 0.1, "noise").report(100.0).position("p", 1, 1.05)
    written.step(2).swap("x", 6, -0.3, "manipulation").step(3).report(written.quote("y"))
    found = attribute(written.liquidate("p", 1).tables())
    near(found.liquidations["log_loss"], [0.1])
    assert shares(found.parts, 0) == {"manipulation": 1.0}


def test_a_live_middle_of_three_is_moved_by_who_moves_the_middle(written: Written) -> None:
    written.exchange("x").exchange("y").exchange("z").oracle("x", "y", "z", kind="spot").pool("p")
    written.position("p", 1, 1.05).step(1).swap("x", 5, -0.3, "noise").swap("y", 6, -0.1, "manipulation")
    found = attribute(written.liquidate("p", 1, price=written.quote("y")).tables())
    near(found.liquidations["log_loss"], [0.1])
    assert shares(found.parts, 0) == {"manipulation": 1.0}


def test_a_fall_of_the_quote_asset_is_a_common_shock_of_that_asset(written: Written) -> None:
    written.exchange("x", quote="DAI").oracle("x").pool("p").position("p", 1, 1.05).step(1, dai=0.9)
    found = attribute(written.report(written.value("x")).liquidate("p", 1).tables())
    assert shares(found.parts, 0) == {"common shock": 1.0}
    assert found.liquidations["residual"][0] == 0.0


def test_a_rescue_and_a_second_fall_blame_the_second_fall(written: Written) -> None:
    written.exchange("x").oracle("x").pool("p").position("p", 1, 1.05).step(1).swap("x", 5, -0.1, "noise").step(2)
    written.report(written.quote("x")).top_up("p", 1, 2.0).step(3).swap("x", 6, -0.5, "manipulation").step(4)
    found = attribute(written.report(written.quote("x")).liquidate("p", 1).tables())
    assert shares(found.parts, 0) == {"manipulation": 1.0}


def test_a_vain_rescue_helps_and_the_first_fall_is_still_to_blame(written: Written) -> None:
    written.exchange("x").oracle("x").pool("p").position("p", 1, 1.05).step(1).swap("x", 5, -0.1, "noise").step(2)
    written.report(written.quote("x")).top_up("p", 1, 0.01).step(3)
    found = attribute(written.liquidate("p", 1).tables())
    parts = found.parts.set_index("channel")["log_loss"]
    near([parts["trading"], parts["own action"] + parts["trading"]], [0.1, found.liquidations["log_loss"][0]])
    assert parts["own action"] < 0.0
    assert shares(found.parts, 0) == {"trading": 1.0}


def test_borrowing_beyond_what_is_safe_is_the_owner_s_own_doing(written: Written) -> None:
    written.exchange("x").oracle("x").pool("p").position("p", 1, 1.05, debt=80.0)
    written.step(1).add(Borrowed("p", 1, "USD", 20.0, "")).step(2)
    written.debts["p", 1] = 100.0
    found = attribute(written.liquidate("p", 1).tables())
    assert shares(found.parts, 0) == {"own action": 1.0}
    near(found.liquidations["log_loss"], [math.log(100.0 / 80.0)])


def test_a_position_that_was_opened_unsafe_blames_what_came_after(written: Written) -> None:
    written.exchange("x").oracle("x").pool("p").position("p", 1, 0.99).step(1).swap("x", 5, -0.1, "noise").step(2)
    found = attribute(written.report(written.quote("x")).liquidate("p", 1).tables())
    near(found.liquidations["health_safe"], [0.99])
    assert shares(found.parts, 0) == {"trading": 1.0}


def test_the_second_life_of_an_account_has_nothing_to_do_with_its_first(written: Written) -> None:
    written.exchange("x").oracle("x").pool("p").position("p", 1, 1.05).step(1).swap("x", 5, -0.1, "noise").step(2)
    written.report(written.quote("x")).liquidate("p", 1).step(3).position("p", 1, 1.05)
    written.step(4).swap("x", 6, -0.2, "manipulation").step(5).report(written.quote("x"))
    found = attribute(written.liquidate("p", 1).tables())
    near(found.liquidations["health_safe"], [1.05, 1.05])
    assert shares(found.parts, 1) == {"manipulation": 1.0}
    assert found.direct.empty


def test_what_is_never_sold_infects_nobody(written: Written) -> None:
    written.book("x").oracle("x").pool("p").position("p", 1, 1.05).position("p", 2, 1.2).step(1, 94.0).report(94.0)
    found = Contagion(written.liquidate("p", 1).step(2, 80.0).report(80.0).liquidate("p", 2).tables())
    assert found.liquidations["endogenous"].tolist() == [0.0, 0.0]
    assert found.forest.nodes["parent"].tolist() == [-1, -1]


def test_an_inventory_that_is_sold_in_pieces_infects_with_each_piece(written: Written) -> None:
    written.book("x").oracle("x").pool("p").position("p", 1, 1.05).position("p", 2, 1.2).position("p", 3, 1.4)
    written.step(1, 94.0).report(94.0).liquidate("p", 1)
    for step, account in ((2, 2), (3, 3)):
        written.step(step).swap("x", 99, -0.2, "liquidation", 1.0).step(step).report(written.quote("x"))
        written.liquidate("p", account, liquidator=50)
    assert Contagion(written.tables()).forest.nodes["parent"].tolist() == [-1, 0, 0]


def test_a_liquidator_in_two_pools_sells_for_both(written: Written) -> None:
    """One sale of -0.3: three parts seized in p, one in q."""
    written.book("x").oracle("x").pool("p").pool("q").pool("r")
    written.position("p", 1, 1.05, debt=600.0).position("q", 2, 1.05, debt=200.0).position("r", 3, 1.2, debt=100.0)
    written.step(1, 94.0).report(94.0).liquidate("p", 1).liquidate("q", 2).swap("x", 99, -0.3, "liquidation").step(2)
    found = Contagion(written.report(written.quote("x")).liquidate("r", 3).tables())
    near(found.matrix.loc[["p", "q"], "r"], [75.0, 25.0])
    near(found.links["weight"], [0.75, 0.25])


def test_a_liquidator_who_sells_its_own_is_a_trader(written: Written) -> None:
    written.exchange("x").oracle("x").pool("p").position("p", 1, 1.05).step(1).swap("x", 99, -0.1, "liquidation").step(
        2
    )
    found = Contagion(written.report(written.quote("x")).liquidate("p", 1).tables())
    assert shares(found.parts, 0) == {"trading": 1.0}
    assert found.branching.ratio == 0.0


def test_liquidity_that_came_back_is_no_withdrawal(written: Written) -> None:
    written.exchange("x").oracle("x").pool("p").position("p", 1, 1.05)
    for step, amount in ((0, 100.0), (1, -50.0), (2, 70.0)):
        written.step(step).add(LiquidityChanged("x", -1, amount, amount, amount, "liquidity"))
    written.swap("x", 5, -0.1, "noise").step(3).report(written.quote("x"))
    assert shares(attribute(written.liquidate("p", 1).tables()).parts, 0) == {"trading": 1.0}


def test_interest_on_debt_may_be_all_there_is_to_blame(written: Written) -> None:
    written.exchange("x").oracle("x").pool("p").position("p", 1, 1.05, debt=80.0)
    written.step(1).add(InterestAccrued("p", "USD", 8.0, 1.1, 1.05))
    written.debts["p", 1] = 88.0
    found = attribute(written.liquidate("p", 1).tables())
    assert shares(found.parts, 0) == {"interest": 1.0}
    near(found.liquidations["log_loss"], [math.log(1.1)])


def test_a_lower_threshold_is_a_change_of_parameters(written: Written) -> None:
    written.exchange("x").oracle("x").pool("p").position("p", 1, 1.05).step(1)
    written.add(AssetListed("p", "ETH", "collateral", "", "feed", 0.7))
    units, debt = written.units["p", 1], written.debts["p", 1]
    health = units * 100.0 * 0.7 / debt
    done = Liquidated("p", 9, 1, "ETH", "USD", debt, units, 0.0, 100.0, 1.0, health, health)
    found = attribute(written.step(2).add(done).tables())
    assert shares(found.parts, 0) == {"parameters": 1.0}
    near(found.liquidations["log_loss"], [math.log(8.0 / 7.0)])


def claims(run: Written) -> Written:
    """2 in q pledged receipt tokens of p, 3 in r those of q."""
    run.book("x").oracle("x").pool("p").pool("q", "p:USD", "USD").pool("r", "q:USD", "USD")
    return run.position("p", 1, 1.05).position("q", 2, 1.08, asset="p:USD").position("r", 3, 1.08, asset="q:USD")


def loss(pool: str, amount: float, index: float) -> LossAbsorbed:
    return LossAbsorbed(pool, "socialisation", "lenders", "USD", amount, 1.0, index)


def test_losses_travel_from_claim_to_claim(written: Written) -> None:
    claims(written).step(1, 80.0).report(80.0).liquidate("p", 1).write_off("p", 1, 100.0).add(loss("p", 100.0, 0.9))
    written.step(2).liquidate("q", 2, price=0.9).write_off("q", 2, 50.0).add(loss("q", 50.0, 0.8))
    found = Contagion(written.step(3).liquidate("r", 3, price=0.8).tables())
    assert found.forest.nodes["parent"].tolist() == [-1, 0, 1]
    assert [shares(found.parts, i) for i in (1, 2)] == [{"claim": 1.0}] * 2


def test_a_deficit_that_was_carried_over_still_has_its_parent(written: Written) -> None:
    claims(written).step(1, 80.0).report(80.0).liquidate("p", 1).write_off("p", 1, 100.0)
    written.add(LossAbsorbed("p", "reserves", "reserves", "USD", 10.0, 1.0, 1.0)).step(2).add(loss("p", 90.0, 0.9))
    found = Contagion(written.step(3).liquidate("q", 2, price=0.9).tables())
    assert found.forest.nodes["parent"].tolist() == [-1, 0]


def test_a_claim_that_is_worth_nothing_is_a_loss_of_all(written: Written) -> None:
    claims(written).step(1, 80.0).report(80.0).liquidate("p", 1).write_off("p", 1, 100.0).add(loss("p", 100.0, 0.0))
    found = attribute(written.step(2).liquidate("q", 2, price=0.0).tables())
    assert shares(found.parts, 1) == {"claim": 1.0}
    near(found.parts.groupby("liquidation")["health_loss"].sum()[1], 1.08)


def test_a_loss_that_is_knocked_out_harms_nobody(written: Written) -> None:
    """2 pledged ETH beside the claim: the fall of ETH alone is to blame, as its pool values the claim loss-free."""
    claims(written).add(AssetListed("q", "p:USD", "loss-free", "USD", "feed", 0.0))
    written.add(AssetListed("q", "ETH", "collateral", "", "feed", 0.8), CollateralPosted("q", 5, "p:USD", 600.0, ""))
    written.add(CollateralPosted("q", 5, "ETH", 1.0, ""), Borrowed("q", 5, "USD", 500.0, ""))
    written.step(1, 80.0).report(80.0).liquidate("p", 1).write_off("p", 1, 100.0).add(loss("p", 100.0, 0.9))
    written.step(2, 20.0)
    health = (600.0 + 20.0) * 0.8 / 500.0
    done = Liquidated("q", 9, 5, "ETH", "USD", 10.0, 0.5, 0.0, 20.0, 1.0, health, health)
    found = attribute(written.report(20.0).add(done).tables())
    assert shares(found.parts, 1) == {"common shock": 1.0}
    assert found.liquidations["residual"][1] == 0.0


def test_a_position_with_debts_and_collaterals_of_all_kinds_adds_up(written: Written) -> None:
    claims(written).add(
        AssetListed("q", "ETH", "collateral", "", "feed", 0.6), AssetListed("q", "ETH", "debt", "", "feed", 0.0)
    )
    written.add(CollateralPosted("q", 5, "p:USD", 600.0, ""), CollateralPosted("q", 5, "ETH", 4.0, ""))
    written.add(Borrowed("q", 5, "USD", 400.0, ""), Borrowed("q", 5, "ETH", 2.0, ""))
    written.step(1, 80.0).report(80.0).liquidate("p", 1).write_off("p", 1, 100.0).add(loss("p", 100.0, 0.9))
    written.step(2).add(InterestAccrued("q", "ETH", 1.0, 1.5, 1.2)).step(3, 70.0).report(70.0)
    health = (600.0 * 0.9 * 0.8 + 4.0 * 70.0 * 0.6) / (400.0 + 2.0 * 1.5 * 70.0)
    done = Liquidated("q", 9, 5, "ETH", "USD", 10.0, 0.5, 0.0, 70.0, 1.0, health, health)
    found = attribute(written.add(done).tables())
    mine = found.parts[found.parts["liquidation"] == 1]
    near(mine["log_loss"].sum(), found.liquidations["log_loss"][1])
    assert found.liquidations["residual"][1] == 0.0
    assert set(shares(found.parts, 1)) == {
        "interest"
    }  # it made the position unsafe; that ETH fell helped, more of it was owed than counted


def test_a_price_that_no_event_tells_is_not_guessed(written: Written) -> None:
    """Shares of an exchange as collateral: their value is on no record."""
    written.exchange("x").oracle("x").pool("p", "x:shares").position("p", 1, 1.05, asset="x:shares")
    units, debt = written.units["p", 1], written.debts["p", 1]
    done = Liquidated("p", 9, 1, "x:shares", "USD", debt, units, 0.0, 5.0, 1.0, 0.95, 0.95)
    found = attribute(written.step(1).add(done).tables())
    assert found.parts.empty
    assert found.liquidations["log_loss"].tolist() == [0.0]


def test_an_asset_that_was_reported_under_two_oracles_is_two_ways(written: Written) -> None:
    written.exchange("x").exchange("y").oracle("x").oracle("y", name="other").pool("p").pool("q", oracle="other")
    written.position("p", 1, 1.05).position("q", 2, 1.05).step(1).swap("x", 5, -0.1, "noise").swap("y", 6, -0.1, "run")
    written.step(2).report(written.quote("x")).report(written.quote("y"), name="other").liquidate("p", 1)
    found = attribute(written.liquidate("q", 2).tables())
    assert [shares(found.parts, i) for i in range(2)] == [{"trading": 1.0}, {"run": 1.0}]
    through = found.parts[found.parts["weight"] > 0.0]
    assert through["oracle"].tolist() == ["feed", "other"]
