"""The model as a Mesa user meets it."""

import gc
import math
import weakref
from itertools import pairwise
from typing import Any

import mesa
import numpy as np
import pytest

from firesale.agents.lender.agent import Lender
from firesale.agents.leveraged_trader.agent import LeveragedTrader
from firesale.agents.liquidator.agent import Liquidator
from firesale.agents.noise_trader.agent import NoiseTrader
from firesale.experiments.model import MarketModel
from firesale.experiments.run import run
from firesale.experiments.scenario import Scenario
from firesale.market.errors import BadValueError, FiresaleError
from tests.experiments.small import players, small, small_tables

TINY = {
    "agents": {
        "crowd": {
            "role": "noise_trader",
            "count": 2,
            "strategy": {"kind": "noise", "exchange": "book"},
            "endowment": {"USD": 500.0},
        }
    },
    "time": {"steps": 1, "step_seconds": 60.0},
}


def model_of(changes: dict[str, Any] | None = None) -> MarketModel:
    """A model before its first step."""
    return MarketModel(small(changes))


def played(changes: dict[str, Any] | None = None) -> MarketModel:
    """A model after its last."""
    model = model_of(changes)
    model.run()
    return model


def events_of(model: MarketModel, kind: str) -> dict[str, list[Any]]:
    """The columns of one event table, empty if it never happened."""
    table = model.market.site.log.tables().get(kind, {})
    return {name: column.tolist() for name, column in table.items()}


# --- agents -----------------------------------------------------------------------------------------------------------


def test_there_is_one_agent_per_account_in_the_order_of_the_file() -> None:
    model = model_of()
    assert [agent.account for agent in players(model)] == list(range(22))
    assert [agent.group for agent in players(model)][:4] == ["lenders", "lenders", "lenders", "borrowers"]
    assert [agent.unique_id for agent in model.agents] == list(range(1, 23))
    assert all(isinstance(agent, mesa.Agent) for agent in model.agents)


def test_agents_by_type_has_a_set_for_each_role() -> None:
    found = {kind.__name__: len(agents) for kind, agents in model_of().agents_by_type.items()}
    assert found == {"Lender": 3, "LeveragedTrader": 10, "Liquidator": 2, "LiquidityProvider": 2, "NoiseTrader": 5}


def test_a_set_gives_the_attributes_of_its_agents() -> None:
    liquidators = model_of().agents_by_type[Liquidator]
    assert liquidators.get("name") == ["liquidators 0", "liquidators 1"]
    assert liquidators.get(["role", "wealth"]) == [["liquidator", 5000.0], ["liquidator", 5000.0]]


def test_a_set_selects_by_a_condition_and_by_type() -> None:
    model = model_of()
    assert {agent.group for agent in players(model).select(lambda agent: agent.wealth > 10_000.0)} == {"lenders"}
    assert len(model.agents.select(agent_type=NoiseTrader, at_most=3)) == 3


def test_a_set_aggregates_and_groups() -> None:
    model = model_of()
    assert model.agents_by_type[Lender].agg("wealth", sum) == pytest.approx(45_000.0)
    assert model.agents.agg("account", max) == 21
    counts = {name: len(group) for name, group in model.agents.groupby("group")}
    assert counts == {name: group.get("count", 1) for name, group in small_tables()["agents"].items()}


def test_a_set_does_something_with_each_agent() -> None:
    model = model_of()
    seen: list[str] = []
    players(model, "crowd").do(lambda agent: seen.append(agent.name))
    assert seen == ["crowd 0", "crowd 1", "crowd 2", "crowd 3", "crowd 4"]
    assert model.agents_by_type[Liquidator].map("balance", "USD") == [5000.0, 5000.0]


def test_a_mesa_data_collector_reads_agents_and_model() -> None:
    model = model_of()
    collect: Any = mesa.DataCollector
    collector = collect(model_reporters={"tick": "tick"}, agent_reporters={"wealth": "wealth"})
    while model.running:
        model.step()
        collector.collect(model)
    assert collector.get_model_vars_dataframe()["tick"].tolist() == list(range(1, 9))
    assert len(collector.get_agent_vars_dataframe()) == 8 * 22


def test_the_strategy_of_an_agent_has_its_own_parameters() -> None:
    borrowers = players(model_of(), "borrowers")
    targets = [agent.strategy.target_health for agent in borrowers]
    assert len(set(targets)) == 4
    assert all(1.2 <= target <= 1.4 for target in targets)


# --- numbers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [0, 4, 8])
def test_the_wealth_of_agents_is_what_the_market_says(steps: int) -> None:
    model = model_of()
    for _ in range(steps):
        model.step()
    wealth = model.market.wealth()
    assert model.agents.get("wealth") == pytest.approx(wealth.tolist(), rel=1e-12)
    payoffs = (wealth - model.market.wealth_at_start).tolist()
    assert model.agents.get("payoff") == pytest.approx(payoffs, rel=1e-9, abs=1e-9)


def test_nobody_has_gained_or_lost_before_the_first_step() -> None:
    assert model_of().agents.get("payoff") == pytest.approx([0.0] * 22, abs=1e-9)


def test_the_opening_gives_what_the_scenario_says() -> None:
    model = model_of()
    wealth = {name: group.agg("wealth", sum) for name, group in model.agents.groupby("group")}
    assert wealth["liquidators"] == 10_000.0
    assert wealth["lenders"] == pytest.approx(3 * 15_000.0)
    assert wealth["crowd"] == pytest.approx(5 * (500.0 + 5 * 100.0))
    assert wealth["makers"] == pytest.approx(2 * 1_000.0)
    assert wealth["loopers"] == pytest.approx(2 * 1_000.0 / 3.0)


def test_recorded_wealth_is_that_of_the_agents_at_start_and_end() -> None:
    model = played()
    recorded = events_of(model, "WealthRecorded")
    wealth = np.array(recorded["wealth"]).reshape(2, 22)
    assert recorded["step"] == [0] * 22 + [8] * 22
    assert wealth[0].tolist() == model.market.wealth_at_start.tolist()
    assert wealth[1].tolist() == pytest.approx(model.agents.get("wealth"), rel=1e-12)


def test_the_wealth_of_groups_is_the_sum_of_its_agents() -> None:
    model = played()
    recorded = events_of(model, "GroupRecorded")
    last = dict(zip(recorded["group"][-7:], recorded["wealth"][-7:], strict=True))
    assert last == pytest.approx({name: group.agg("wealth", sum) for name, group in model.agents.groupby("group")})


def test_health_factors_are_those_of_the_book_at_oracle_prices() -> None:
    model = model_of()
    for agent in players(model).select(agent_type=LeveragedTrader):
        assert agent.health_factor == model.market.health_of(agent.account, agent.strategy.pool)
    sleepers = players(model, "sleepers")
    assert all(1.1 <= agent.health_factor <= 1.3 for agent in sleepers)


def test_health_falls_with_the_price() -> None:
    model = model_of({"agents.sleepers.positions.0.health_factor": 1.5})
    agent = players(model, "sleepers")[0]
    before = agent.health_factor
    for _ in range(3):
        model.step()
    assert before == pytest.approx(1.5)
    assert agent.health_factor < 0.95 * before


def test_somebody_without_debt_is_infinitely_healthy() -> None:
    model = model_of({"agents.loopers.positions": []})
    looper = players(model, "loopers")[0]
    assert math.isinf(looper.health_factor)


def test_nothing_is_gained_in_sum_if_prices_stand_still_and_nobody_trades() -> None:
    model = played(
        {
            "prices": {"kind": "constant"},
            "agents.crowd.strategy.activity": 0.0,
            **{f"venues.{pool}.rates": {"kind": "constant", "rate": 0.0} for pool in ("harbor", "pier")},
        }
    )
    assert model.agents.get("payoff") == pytest.approx([0.0] * 22, abs=1e-6)


def test_interest_moves_wealth_from_borrowers_to_lenders_and_a_tenth_of_it_to_the_protocol() -> None:
    model = played({"prices": {"kind": "constant"}, "agents.crowd.strategy.activity": 0.0, "time.step_seconds": 86400})
    payoff = {name: group.agg("payoff", sum) for name, group in model.agents.groupby("group")}
    assert payoff["lenders"] > 0.0 > payoff["sleepers"]
    interest = sum(events_of(model, "InterestAccrued")["interest"])
    assert -sum(payoff.values()) == pytest.approx(0.1 * interest, rel=1e-3)


# --- time -------------------------------------------------------------------------------------------------------------


def test_the_run_ends_after_its_last_step_and_a_further_one_is_refused() -> None:
    model = played()
    assert (model.tick, model.running) == (8, False)
    with pytest.raises(FiresaleError, match="the run has ended: step 8 was the last"):
        model.step()


def test_running_on_does_the_steps_that_are_left() -> None:
    told: list[int] = []
    model = model_of()
    model.step()
    model.run(told.append)
    assert told == [2, 3, 4, 5, 6, 7, 8]


def test_the_phases_of_a_step_follow_each_other() -> None:
    log = played({"time.rounds_per_step": 1}).market.site.log
    order = ["PriceMoved", "InterestAccrued", "PriceReported", "Swapped", "ReserveRecorded", "GroupRecorded"]
    tables = log.tables()
    moments = [tables[kind] for kind in order]
    for step in range(1, 9):
        spans = [at["sequence"][at["step"] == step] for at in moments]
        spans = [span for span in spans if len(span)]
        assert all(one.max() < other.min() for one, other in pairwise(spans))


def test_time_is_steps_times_seconds() -> None:
    moved = events_of(played(), "PriceMoved")
    assert moved["time"] == [600.0 * step for step in moved["step"]]


def test_the_fundamental_prices_are_those_of_the_process() -> None:
    model = played()
    moved = events_of(model, "PriceMoved")
    eth = [price for asset, price in zip(moved["asset"], moved["price"], strict=True) if asset == "ETH"]
    assert eth == model.prices[:, 1].tolist()
    assert eth[2] == pytest.approx(97.0)
    assert eth[-1] == pytest.approx(80.0)


def test_a_single_round_is_played_unless_the_scenario_has_more() -> None:
    assert set(events_of(played({"time.rounds_per_step": 1}), "Liquidated")["round"]) == {0}


def test_further_rounds_are_played_only_after_a_liquidation() -> None:
    model = played({"time.rounds_per_step": 4})
    liquidated, swapped = events_of(model, "Liquidated"), events_of(model, "Swapped")
    steps_with_liquidations = set(liquidated["step"])
    further = {step for step, round_ in zip(swapped["step"], swapped["round"], strict=True) if round_ > 0}
    assert steps_with_liquidations
    assert further
    assert further <= steps_with_liquidations


def test_the_number_of_rounds_is_the_most_that_are_played() -> None:
    trading = {"agents.crowd.strategy.activity": 1.0, "time.rounds_per_step": 2}
    assert max(events_of(played(trading), "Swapped")["round"]) == 1


@pytest.mark.parametrize(("interval", "steps"), [(1, list(range(9))), (3, [0, 3, 6, 8]), (100, [0, 8])])
def test_the_state_is_recorded_at_the_interval_and_at_both_ends(interval: int, steps: list[int]) -> None:
    recorded = events_of(played({"time.record_interval": interval}), "GroupRecorded")
    assert sorted(set(recorded["step"])) == steps


def test_the_record_interval_changes_nothing_but_the_record() -> None:
    often, seldom = played(), played({"time.record_interval": 5})
    for kind in ("Swapped", "Liquidated", "PriceReported"):
        one, other = events_of(often, kind), events_of(seldom, kind)
        for counted in {"sequence", "observed"} & one.keys():  # they count events, records too
            del one[counted], other[counted]
        assert one == other


def test_information_is_as_late_as_the_scenario_says() -> None:
    model = model_of({"information_delay": 2})
    seen = []
    while model.running:
        model.step()
        seen.append(model.market.look().step)
    assert seen == [1, 1, 1, 2, 3, 4, 5, 6]


def test_who_learns_later_acts_later() -> None:
    prompt, late = (events_of(played({"information_delay": delay}), "Liquidated")["step"] for delay in (0, 2))
    assert min(late) == min(prompt) + 2


# --- many runs --------------------------------------------------------------------------------------------------------


def tiny() -> Scenario:
    """Two accounts, one step."""
    return Scenario.from_tables(small_tables() | TINY)


def models_alive() -> int:
    """How many models there are in this process."""
    gc.collect()
    return sum(type(one) is MarketModel for one in gc.get_objects())


def test_many_small_runs_leave_no_model_behind() -> None:
    scenario = tiny()
    alive = []
    for seed in range(300):
        alive.append(weakref.ref(run(scenario, seed).model))  # noqa: PERF401 - a comprehension is no loop of runs
    gc.collect()
    assert not [one for one in alive if one() is not None]


def test_a_model_that_is_never_run_is_forgotten_too() -> None:
    alive = weakref.ref(model_of())
    gc.collect()
    assert alive() is None


def test_a_model_that_is_refused_is_forgotten_too() -> None:
    before = models_alive()
    with pytest.raises(BadValueError, match="safe at the start"):
        model_of({"agents.loopers.positions.0.leverage": 50.0})
    assert models_alive() == before


def test_a_broken_invariant_stops_the_run_and_says_at_which_step() -> None:
    model = model_of()
    model.step()
    model.market.site.ledger.balances[0, 0] += 1.0
    with pytest.raises(FiresaleError, match="step 4: conservation broken"):
        model.run()
