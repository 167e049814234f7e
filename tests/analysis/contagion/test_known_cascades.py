"""Four cascades whose answer is arithmetic."""

import math

import numpy as np
import pytest

from firesale.analysis.contagion.contagion import Contagion, contagion
from firesale.market.events import LossAbsorbed
from tests.analysis.contagion.conftest import Written, near, shares

SELLER = 99


def chain_of_three(run: Written) -> Contagion:
    """ETH falls by 6 %: 1 is liquidated in p; its sale (-0.08) makes 2 unsafe in q, whose sale (-0.07) makes 3 unsafe in r."""
    run.book("book").oracle("book").pool("p").pool("q").pool("r")
    run.position("p", 1, 1.05).position("q", 2, 1.10, debt=500.0).position("r", 3, 1.20, debt=300.0)
    run.step(1, 94.0).report(94.0).liquidate("p", 1).swap("book", SELLER, -0.08, "liquidation")
    run.step(2).report(run.quote("book")).liquidate("q", 2).swap("book", SELLER, -0.07, "liquidation")
    run.step(3).report(run.quote("book")).liquidate("r", 3)
    return contagion(run.tables())


def test_a_chain_of_three_is_one_tree_three_deep(written: Written) -> None:
    found = chain_of_three(written)
    assert found.forest.nodes["parent"].tolist() == [-1, 0, 1]
    assert found.forest.nodes["generation"].tolist() == [0, 1, 2]
    assert found.forest.nodes["cause"].tolist() == ["common shock"] * 3
    near(found.forest.nodes["progeny"], [3.0, 2.0, 1.0])
    (tree,) = found.forest.trees.itertuples()
    assert (tree.size, tree.depth, tree.duration, tree.pools) == (3, 2, 120.0, 3)
    near([tree.expected_size, tree.debt_value], [3.0, 1600.0])
    assert found.links[["parent", "child"]].to_numpy().tolist() == [[0, 1], [1, 2]]
    near(found.links["weight"], [1.0, 1.0])


def test_the_losses_of_a_chain_are_the_moves_that_made_them(written: Written) -> None:
    found = chain_of_three(written)
    near(found.liquidations["log_loss"], [-math.log(0.94), 0.08, 0.07])
    near(found.liquidations["health_safe"], [1.05, 1.10 * 0.94, 1.20 * 0.94 * math.exp(-0.08)])
    assert found.liquidations["safe_step"].tolist() == [1, 2, 3]  # until the report of that very step
    assert [shares(found.parts, i) for i in range(3)] == [
        {"common shock": 1.0},
        {"fire sale": 1.0},
        {"fire sale": 1.0},
    ]
    near(found.parts.groupby("liquidation")["log_loss"].sum(), found.liquidations["log_loss"])
    gone = found.liquidations["health_safe"] - found.liquidations["health_before"]
    near(found.parts.groupby("liquidation")["health_loss"].sum(), gone)
    assert found.liquidations["residual"].tolist() == [0.0, 0.0, 0.0]


def test_channels_and_matrix_of_a_chain(written: Written) -> None:
    found = chain_of_three(written)
    near(found.channels["debt"].loc[["common shock", "fire sale"]], [800.0, 800.0])
    near(found.channels["first_debt"].loc["common shock"], 1600.0)
    assert found.matrix.index.tolist() == ["p", "q", "r", "common shock"]
    near(found.matrix, [[0, 500, 0], [0, 0, 300], [0, 0, 0], [800, 0, 0]])
    near(found.offspring.loc[["p", "q", "r"]], [[0, 1, 0], [0, 0, 1], [0, 0, 0]])
    near(found.branching.ratio, 2 / 3)
    over_time = found.channels_over_time
    assert over_time.index.tolist() == [1, 2, 3]
    near(over_time["fire sale"], [0.0, 500.0, 300.0])
    through = found.intermediaries
    fire_sale = through[through["channel"] == "fire sale"].iloc[0]
    assert (fire_sale["exchange"], fire_sale["asset"], fire_sale["oracle"]) == ("book", "ETH", "feed")


def two_roots(run: Written) -> Contagion:
    """The sales of two roots, -0.10 and -0.05, meet in one position."""
    run.book("book").oracle("book").pool("p").pool("q").pool("r")
    run.position("p", 1, 1.05).position("q", 2, 1.05).position("r", 3, 1.20, debt=300.0)
    run.step(1, 94.0).report(94.0)
    run.liquidate("p", 1, liquidator=97).swap("book", 97, -0.10, "liquidation")
    run.liquidate("q", 2, liquidator=98).swap("book", 98, -0.05, "liquidation")
    run.step(2).report(run.quote("book")).liquidate("r", 3)
    return contagion(run.tables())


def test_two_roots_share_a_child_by_the_size_of_their_sales(written: Written) -> None:
    found = two_roots(written)
    assert found.forest.nodes["parent"].tolist() == [-1, -1, 0]
    near(found.links.sort_values("parent")["weight"], [2 / 3, 1 / 3])
    near(found.forest.trees["expected_size"], [1 + 2 / 3, 1 + 1 / 3])
    assert found.forest.trees["size"].tolist() == [2, 1]
    near(found.matrix.loc[["p", "q"], "r"], [200.0, 100.0])
    near(found.branching.ratio, 1 / 3)
    near(found.loss_matrix, np.zeros((4, 3)))


WINDOW = 10


def smeared(run: Written, mean: str) -> Contagion:
    """After ten calm steps a sale of -0.5; an average over ten steps takes it in a tenth at a time, and a victim falls at each."""
    prices = [100.0] * WINDOW
    run.book("book").oracle("book", kind="twap", mean=mean).pool("p").pool("q")
    victims = range(2, 2 + WINDOW)
    run.position("p", 1, 1.0005)
    for k, account in enumerate(victims):
        run.position("q", account, math.exp(0.03 + 0.051 * k), debt=100.0)
    for step in range(1, WINDOW + 1):
        run.step(step)

    def average(price: float) -> float:
        prices.append(price)
        last = np.array(prices[-WINDOW:])
        return float(np.exp(np.log(last).mean())) if mean == "geometric" else float(last.mean())

    run.step(WINDOW + 1, 99.0).report(average(99.0), window=600.0).liquidate("p", 1)
    run.swap("book", SELLER, -0.5, "liquidation")
    waiting = list(victims)
    for step in range(WINDOW + 2, 2 * WINDOW + 3):
        run.step(step).report(average(run.quote("book")), window=600.0)
        for account in list(waiting):
            if run.units["q", account] * run.reported * 0.8 < run.debts["q", account]:
                run.liquidate("q", account)
                waiting.remove(account)
    return contagion(run.tables())


def test_an_average_smears_one_sale_over_its_window(written: Written) -> None:
    found = smeared(written, "geometric")
    late = found.liquidations[found.liquidations["venue"] == "q"]
    assert late["step"].tolist() == list(range(WINDOW + 2, 2 * WINDOW + 2))  # one victim at each step
    assert (found.forest.nodes["parent"].iloc[1:] == 0).all()
    fall = -math.log(0.99) / WINDOW  # of the fundamental, which the average takes in as slowly
    step_loss = found.parts[found.parts["channel"] == "fire sale"].groupby("liquidation")["log_loss"].sum()
    near(step_loss, np.full(len(late), 0.05))
    nine = late[late["step"] < 2 * WINDOW + 1]  # in the last step the fall of the fundamental is in the average already
    weights = [shares(found.parts, i)["fire sale"] for i in nine.index]
    near(weights, np.full(len(nine), 0.05 / (0.05 + fall)))
    assert found.liquidations["residual"].abs().max() < 1e-12


def test_an_arithmetic_average_adds_up_exactly_too(written: Written) -> None:
    found = smeared(written, "arithmetic")
    near(found.parts.groupby("liquidation")["log_loss"].sum(), found.liquidations["log_loss"])
    assert found.liquidations["residual"].abs().max() < 1e-12
    late = found.liquidations[found.liquidations["venue"] == "q"]
    assert all(shares(found.parts, i)["fire sale"] > 0.95 for i in late.index)


def test_an_attack_with_two_victims(written: Written) -> None:
    """A manipulator pushes a live price down by 0.3, two positions in two pools fall, one leaves bad debt, and the price comes back."""
    written.exchange("amm").oracle("amm", kind="spot").pool("p").pool("q")
    written.position("p", 1, 1.2).position("q", 2, 1.3, debt=400.0)
    written.step(1).report(100.0).swap("amm", 7, -0.3, "manipulation")
    price = written.quote("amm")
    written.liquidate("p", 1, price=price).liquidate("q", 2, price=price).write_off("q", 2, 50.0)
    written.swap("amm", 7, 0.3, "manipulation")
    found = contagion(written.tables())
    assert [shares(found.parts, i) for i in range(2)] == [{"manipulation": 1.0}] * 2
    near(found.liquidations["log_loss"], [0.3, 0.3])
    near(found.channels["debt"]["manipulation"], 1200.0)
    assert found.matrix.index.tolist() == ["p", "q", "manipulation"]
    near(found.matrix, [[0, 0], [0, 0], [800, 400]])
    # 2 owned 650 - 400: the push took 650 (1 - exp(-0.3)) of it, the rest was the liquidator's bonus
    pushed = 650.0 * (1.0 - math.exp(-0.3)) / 250.0
    near(found.loss_matrix.loc["manipulation"], [0.0, 50.0 * pushed])
    near(found.loss_matrix.loc["q"], [0.0, 50.0 * (1.0 - pushed)])
    near(found.channels["first_loss"]["manipulation"], 50.0)
    assert found.forest.trees["size"].tolist() == [1, 1]
    assert found.forest.trees["cause"].tolist() == ["manipulation"] * 2
    assert found.parts.loc[found.parts["weight"] > 0, "account"].tolist() == [7, 7]
    assert found.branching.ratio == 0.0


def test_a_claim_carries_a_loss_to_who_holds_it(written: Written) -> None:
    """1 in p leaves 100 of bad debt; p's lenders lose a tenth; 2 in q pledged their receipt tokens."""
    written.book("book").oracle("book").pool("p").pool("q", "p:USD", "USD")
    written.position("p", 1, 1.05).position("q", 2, 1.08, debt=500.0, asset="p:USD")
    written.step(1, 80.0).report(80.0).liquidate("p", 1).write_off("p", 1, 100.0)
    written.add(LossAbsorbed("p", "socialisation", "lenders", "USD", 100.0, 1.0, 0.9))
    written.step(2).liquidate("q", 2, price=0.9)
    found = contagion(written.tables())
    assert shares(found.parts, 1) == {"claim": 1.0}
    near(found.liquidations["log_loss"][1], -math.log(0.9))
    assert found.forest.nodes["parent"].tolist() == [-1, 0]
    near(found.matrix.loc["p"], [0.0, 500.0])
    near(found.channels["first_debt"]["common shock"], 1300.0)


def test_recovery_between_sales_is_help_and_not_harm(written: Written) -> None:
    """Half of a sale's impact is gone after a step; what comes back is set against what the next sale does."""
    written.book("book", half_life=60.0, permanent_share=0.0).oracle("book").pool("p").pool("q")
    written.position("p", 1, 1.05).position("p", 2, 1.05, debt=100.0).position("q", 3, 1.20, debt=200.0)
    written.step(1, 94.0).report(94.0).liquidate("p", 1).swap("book", SELLER, -0.10, "liquidation")
    written.step(2).report(written.quote("book")).liquidate("p", 2).swap("book", SELLER, -0.20, "liquidation")
    written.step(3).report(written.quote("book")).liquidate("q", 3)
    found = contagion(written.tables())
    near(written.reported, 94.0 * math.exp(-0.025 - 0.10))
    # between the reports of steps 2 and 3: the first sale came back by 0.025, the second is there with 0.10
    near(found.parts.groupby("liquidation")["log_loss"].sum()[2], 0.075)
    links = found.links[found.links["child"] == 2]
    assert links["parent"].tolist() == [1]
    near(links["weight"], [1.0])


def test_arbitrage_passes_a_shock_on_under_its_own_name(written: Written) -> None:
    """A sale on one exchange, arbitraged to the other, which the oracle reads: a fire sale there too."""
    written.exchange("near").exchange("far").oracle("far").pool("p").pool("q")
    written.position("p", 1, 1.02).position("q", 2, 1.05, debt=300.0)
    written.step(1).swap("far", 50, -0.03, "noise").step(2).report(written.quote("far"))
    written.liquidate("p", 1).swap("near", SELLER, -0.20, "liquidation")
    written.swap("far", 60, -0.08, "arbitrage").swap("near", 60, 0.07, "arbitrage")
    written.step(3).report(written.quote("far")).liquidate("q", 2)
    found = contagion(written.tables())
    # the gap far - near is 0.17: 0.20 from the sale less 0.03 from the noise, and so is what arbitrage moves on far
    parts = found.parts[found.parts["liquidation"] == 1].set_index("channel")["log_loss"]
    near([parts["fire sale"], parts["trading"]], [0.08 * 0.20 / 0.17, -0.08 * 0.03 / 0.17])
    assert shares(found.parts, 1) == {"fire sale": 1.0}
    assert found.forest.nodes["parent"].tolist() == [-1, 0]


def test_what_is_moved_where_liquidity_was_withdrawn_is_shared_with_the_withdrawal(written: Written) -> None:
    from firesale.market.events import LiquidityChanged

    written.exchange("amm").oracle("amm").pool("p").pool("q")
    written.add(LiquidityChanged("amm", -1, 100.0, 10_000.0, 1000.0, "opening"))
    written.position("p", 1, 1.02).position("q", 2, 1.10, debt=300.0)
    written.step(1).swap("amm", 50, -0.03, "noise").step(2).report(written.quote("amm"))
    written.add(LiquidityChanged("amm", 5, -75.0, -7_500.0, -750.0, "liquidity"))
    written.liquidate("p", 1).swap("amm", SELLER, -0.20, "liquidation")
    written.step(3).report(written.quote("amm")).liquidate("q", 2)
    found = contagion(written.tables())
    assert shares(found.parts, 1) == {"fire sale": pytest.approx(0.25), "liquidity withdrawal": pytest.approx(0.75)}


def test_a_run_without_liquidations_has_nothing_to_say(written: Written) -> None:
    found = contagion(written.book("book").oracle("book").pool("p").step(1).tables())
    assert len(found.liquidations) == len(found.parts) == len(found.links) == len(found.forest.trees) == 0
    assert found.channels.empty
    assert found.tail is None
    assert np.isnan(found.branching.ratio)
    assert found.matrix.to_numpy().tolist() == [[0.0]]
    assert found.channels_over_time.empty
    assert found.matrix_over_time.empty
    assert found.intermediaries.empty
