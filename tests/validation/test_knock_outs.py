"""Switching off the channel through which a shipped scenario says that distress travels removes the distress, and nothing else."""

import numpy as np
import pandas as pd

from firesale.experiments.counterfactual.attribution import ALL, NONE, attribute
from firesale.experiments.counterfactual.catalogue import channels_of
from firesale.experiments.counterfactual.channel import Channel, without
from firesale.experiments.run import Result, run
from firesale.experiments.scenario import Scenario

CHAIN, ATTACK = Scenario.load("receipt_chain"), Scenario.load("oracle_attack")
FIRST_EDGE, SECOND_EDGE = "claim.first:USDC.second", "claim.second:USDC.third"


def channel(scenario: Scenario, name: str) -> Channel:
    return next(one for one in channels_of(scenario) if one.name == name)


def cut(scenario: Scenario, name: str, seed: int) -> Result:
    return run(without(scenario, [channel(scenario, name)]), seed)


def pools_with(result: Result, event: str) -> set[str]:
    return set(result.events[event]["venue"]) if event in result.events else set()


def test_without_the_first_edge_of_the_chain_the_loss_stays_in_the_first_pool() -> None:
    for seed in range(1, 6):
        usual, stopped = run(CHAIN, seed), cut(CHAIN, FIRST_EDGE, seed)
        assert pools_with(usual, "BadDebtRealised") == {"first", "second", "third"}
        for event in ("Liquidated", "BadDebtRealised", "LossAbsorbed"):
            assert pools_with(stopped, event) == {"first"}
        name = "bad_debt.pool.first"
        assert np.isclose(stopped.metrics[name], usual.metrics[name], rtol=1e-12)


def test_without_the_second_edge_the_loss_reaches_the_second_pool_and_goes_no_further() -> None:
    usual, stopped = run(CHAIN, 1), cut(CHAIN, SECOND_EDGE, 1)
    assert pools_with(stopped, "BadDebtRealised") == {"first", "second"}
    assert stopped.metrics["bad_debt.pool.second"] == usual.metrics["bad_debt.pool.second"]


def test_without_the_edge_the_loss_is_there_all_the_same_and_is_the_lenders() -> None:
    """Nobody is liquidated for it; loans on claims that have lost their value are as bad."""
    usual, stopped = run(CHAIN, 1).metrics, cut(CHAIN, FIRST_EDGE, 1).metrics
    name = "wealth_by_role.lender.change"
    assert stopped[name] < -1e6
    assert np.isclose(stopped[name], usual[name], rtol=0.05)


def test_the_last_pool_needs_both_edges_and_each_gets_half() -> None:
    both = [channel(CHAIN, FIRST_EDGE), channel(CHAIN, SECOND_EDGE)]
    table = attribute(CHAIN, both, 2, ["bad_debt.pool.third"]).droplevel("metric")
    mean = dict(zip(table.index.tolist(), table["mean"].tolist(), strict=True))
    assert mean[NONE] == 0.0
    assert mean[FIRST_EDGE] == mean[SECOND_EDGE] == mean[ALL] / 2.0 > 0.0


def test_without_manipulators_or_with_an_oracle_that_reads_no_exchange_there_is_no_loss_to_the_attack() -> None:
    for name in ("manipulation", "oracle.now"):
        result = cut(ATTACK, name, 1)
        assert result.metrics["bad_debt.realised"] == 0.0
        assert "naive" not in pools_with(result, "BadDebtRealised")


def test_an_attack_that_does_not_pay_is_not_made() -> None:
    """Who plans it sees that the pool's oracle does not listen."""
    plans = cut(ATTACK, "oracle.now", 1).events.get("PlanConsidered", pd.DataFrame({"venue": [], "made": []}))
    assert not plans.loc[plans["venue"] == "naive", "made"].any()


def test_the_average_is_no_way_in() -> None:
    usual, stopped = run(ATTACK, 1).metrics, cut(ATTACK, "oracle.average", 1).metrics
    assert usual["bad_debt.realised"] == stopped["bad_debt.realised"] > 400_000.0
