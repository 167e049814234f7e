"""What the shipped scenarios say that they show, they show."""

from functools import cache

import numpy as np

from firesale.analysis.contagion.attribution.attribute import attribute
from firesale.experiments.run import Result, run
from firesale.experiments.scenario import Scenario


@cache
def shipped(name: str, *changes: tuple[str, object]) -> Result:
    given = {
        key: [list(one) if isinstance(one, tuple) else one for one in value] if isinstance(value, tuple) else value
        for key, value in changes
    }
    return run(Scenario.load(name, given))


def test_without_the_impact_of_liquidation_sales_black_thursday_has_clearly_fewer_liquidations() -> None:
    with_impact = shipped("black_thursday")
    without = shipped("black_thursday", ("impact.without", ("liquidation",)))
    assert np.array_equal(with_impact.model.prices, without.model.prices)
    assert without.metrics["liquidations.accounts"] < 0.9 * with_impact.metrics["liquidations.accounts"]
    assert without.metrics["liquidated_debt.total"] < 0.9 * with_impact.metrics["liquidated_debt.total"]
    assert without.metrics["bad_debt.realised"] < 0.5 * with_impact.metrics["bad_debt.realised"]
    assert without.metrics["price_overshoot.max"] < 0.2 < with_impact.metrics["price_overshoot.max"]


def test_loss_travels_along_the_receipt_chain() -> None:
    result = shipped("receipt_chain")
    bad_debt = result.events["BadDebtRealised"]
    first_time = bad_debt.groupby("venue")["sequence"].min()
    assert first_time["first"] < first_time["second"] < first_time["third"]
    amounts = bad_debt.groupby("venue")["amount"].sum()
    assert amounts["first"] > amounts["second"] > amounts["third"] > 0.0


def test_without_loss_in_the_first_pool_nobody_further_down_the_chain_is_liquidated() -> None:
    calm = shipped("receipt_chain", ("prices.waypoints.ETH", ((0, 2000.0), (1, 2000.0))))
    assert "BadDebtRealised" not in calm.events
    assert "Liquidated" not in calm.events


def test_the_attack_is_made_on_the_spot_oracle_and_weighed_and_left_on_the_average() -> None:
    result = shipped("oracle_attack")
    plans = result.events["PlanConsidered"]
    made = plans.groupby("venue")["made"].any()
    assert bool(made["naive"])
    assert not bool(made["patient"])
    left = plans[plans["venue"] == "patient"]
    assert len(left) > 0
    assert (left["expected_cost"] > left["expected_gain"]).all()
    bad_debt = result.events["BadDebtRealised"].groupby("venue")["amount"].sum()
    assert bad_debt["naive"] > 400_000.0
    assert "patient" not in bad_debt.index
    assert result.metrics["attack.profit"] > 400_000.0


def test_auto_deleveraging_begins_when_the_fund_is_empty_and_spares_whoever_the_comments_say() -> None:
    result = shipped("auto_deleveraging")
    deleveraged, drawn = result.events["PositionDeleveraged"], result.events["FundDrawn"]
    assert result.events["PositionLiquidated"]["step"].min() < deleveraged["step"].min()
    assert drawn[drawn["sequence"] < deleveraged["sequence"].min()]["left"].min() < 1.0
    assert result.metrics["deleveraged.notional"] > result.metrics["perpetual_liquidations.notional"] > 1e6
    assert result.metrics["deleveraged.haircut"] > 0.0
    hedgers = result.events["AccountOpened"].query("group == 'hedgers'")["account"]
    assert deleveraged["account"].isin(hedgers).any()
    for change in (("venues.perps.fund", 5e6), ("venues.perps.vault_takes_over", True)):
        assert shipped("auto_deleveraging", change).metrics["deleveraged.notional"] == 0.0
    queue, everybody = result, shipped("auto_deleveraging", ("venues.perps.deleveraging.kind", "pro_rata"))
    assert everybody.metrics["deleveraged.accounts"] > queue.metrics["deleveraged.accounts"]


def test_in_the_bank_run_the_first_are_paid_and_the_last_are_refused() -> None:
    result = shipped("bank_run")
    withdrawn, refused = result.events["Withdrawn"], result.events["ActionRefused"]
    short = refused[(refused["action"] == "Withdraw") & (refused["reason"] == "the venue is short of cash")]
    assert len(withdrawn) > 0
    assert len(short) > 0
    assert withdrawn["step"].min() <= short["step"].min()
    assert set(short["motive"]) == {"run"}


def test_the_edges_of_the_core_periphery_network_carry_distress() -> None:
    joined = shipped("core_periphery").metrics["liquidations.count"]
    apart = shipped("core_periphery", ("network.kind", "none")).metrics["liquidations.count"]
    assert joined > apart


def test_the_faster_margin_moves_the_more_borrowers_it_liquidates() -> None:
    result = shipped("moving_margin")
    liquidated = result.events["Liquidated"].groupby("venue")["borrower"].nunique()
    assert "steady" not in liquidated.index
    assert 0 < liquidated["gentle"] < liquidated["sudden"]
    found = attribute(result.tables)
    parts = found.parts.merge(found.liquidations["venue"], left_on="liquidation", right_index=True)
    weight = parts.groupby(["venue", "channel"])["weight"].sum()
    assert weight["sudden", "parameters"] > weight["sudden", "common shock"]


def test_in_the_first_lesson_the_daring_go_first_and_the_careful_stay() -> None:
    result = shipped("first_lesson")
    accounts = result.events["AccountOpened"].set_index("account")["group"]
    groups = result.events["Liquidated"].sort_values("sequence")["borrower"].map(accounts).tolist()
    assert groups[0] == "daring"
    assert "bold" in groups
    assert "careful" not in groups


def test_a_clearing_default_eats_its_margin_then_the_capital_then_the_fund() -> None:
    result = shipped("clearing_default")
    absorbed = result.events["LossAbsorbed"]
    assert absorbed["backstop"].tolist() == ["own_contribution", "own_capital", "default_fund"]
    assert result.events["MemberDefaulted"]["account"].tolist() == [0]
    assert 0.1 < result.metrics["default_fund_used.share"] < 0.9


def test_called_dealers_sell_and_margin_that_stays_constant_makes_them_sell_less() -> None:
    rising, constant = shipped("clearing_default"), shipped("clearing_default", ("venues.ccp.decay", 1.0))
    sold = [run.events["Swapped"].query("motive == 'margin'")["amount_in"].sum() for run in (rising, constant)]
    assert rising.metrics["margin_called.rise"] > 0.2 > constant.metrics["margin_called.rise"]
    assert sold[0] > 1.2 * sold[1] > 0.0
    assert rising.metrics["price_overshoot.max"] > constant.metrics["price_overshoot.max"]
