import numpy as np

from firesale.analysis.contagion.attribution.attribute import Attribution, attribute
from tests.analysis.contagion.conftest import Written, near


def links(run: Written, child: int) -> list[tuple[str, str, float]]:
    """Channel and pool of each source, and its weight in the child."""
    found = attribute(run.tables())
    mine = found.links[found.links["child"] == child]
    sources = found.sources.iloc[mine["source"]]
    rows = zip(sources["channel"], sources["pool"], mine["weight"].round(9), strict=True)
    return sorted((str(channel), str(pool), float(weight)) for channel, pool, weight in rows)


def two_sold(run: Written) -> Written:
    """1 in p and 2 in q fall by the fundamental, and their collateral is sold in one round."""
    run.book("x").oracle("x").pool("p").pool("q").pool("r")
    run.position("p", 1, 1.01).position("q", 2, 1.02).position("r", 3, 1.5).step(1, 95.0).report(95.0)
    run.liquidate("p", 1, liquidator=8).swap("x", 8, -0.3, "liquidation")
    return run.liquidate("q", 2, liquidator=9).swap("x", 9, -0.1, "liquidation")


def test_the_weight_of_a_sale_is_that_of_its_part(written: Written) -> None:
    run = two_sold(written).step(2)
    found = links(run.report(run.quote("x")).liquidate("r", 3), 2)
    assert found == [("fire sale", "p", 0.75), ("fire sale", "q", 0.25)]


def test_what_else_did_harm_has_its_weight_and_no_link(written: Written) -> None:
    run = two_sold(written).swap("x", 5, -0.1, "noise").step(2)
    found = links(run.report(run.quote("x")).liquidate("r", 3), 2)
    assert found == [("fire sale", "p", 0.6), ("fire sale", "q", 0.2)]


def test_within_a_part_the_sales_that_helped_have_no_link(written: Written) -> None:
    """Of two sales of p the first has come back by 0.05 since, the second did 0.2: together they did 0.15, and that is all the second's."""
    written.book("x", half_life=60.0, permanent_share=0.0).oracle("x").pool("p").pool("r")
    written.position("p", 1, 1.01).position("p", 2, 1.02).step(1, 95.0).report(95.0)
    written.liquidate("p", 1, liquidator=8).swap("x", 8, -0.1, "liquidation").step(2).report(written.quote("x"))
    written.position("r", 3, 1.01).liquidate("p", 2, liquidator=9).swap("x", 9, -0.4, "liquidation").step(3)
    found = attribute(written.report(written.quote("x")).liquidate("r", 3).tables())
    mine = found.links[found.links["child"] == 2]
    near(mine["weight"], [1.0])
    assert found.members.set_index("source")["liquidation"][mine["source"]].tolist() == [1]


def three_in_a_row(run: Written) -> Attribution:
    """Each liquidation takes more than it repays: the third was made by the fall, the first and the second."""
    run.book("x").oracle("x").pool("p").position("p", 1, 1.05, debt=80.0).step(1, 90.0).report(90.0)
    units, debt = 1.05, 80.0
    for part, more in ((0.2, 0.3), (0.2, 0.4), (1.0, 1.0)):
        run.add(run.liquidation("p", 1, units, debt, more * units, part * debt, 90.0))
        units, debt = units * (1 - more), debt * (1 - part)
    return attribute(run.tables())


def test_earlier_liquidations_of_one_position_share_by_what_each_did(written: Written) -> None:
    found = three_in_a_row(written)
    third = found.direct[found.direct["child"] == 2].set_index("parent")["weight"]
    harm = found.liquidations["health_before"]
    done = [np.log(harm[0] / harm[1]), np.log(harm[1] / harm[2])]
    whole = sum(done) - np.log(0.9)
    near([third[0], third[1]], [done[0] / whole, done[1] / whole])


def test_a_liquidation_that_left_the_position_healthier_is_no_parent(written: Written) -> None:
    written.book("x").oracle("x").pool("p").position("p", 1, 1.05, debt=80.0).step(1, 90.0).report(90.0)
    written.add(written.liquidation("p", 1, 1.05, 80.0, 0.2, 17.0, 90.0))
    written.add(written.liquidation("p", 1, 0.85, 63.0, 0.5, 60.0, 85.0))
    assert attribute(written.tables()).direct.empty
