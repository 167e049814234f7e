from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.agents.oracle_manipulator.alternatives import alternatives
from firesale.agents.oracle_manipulator.belief import victim
from firesale.agents.oracle_manipulator.hunt_liquidations import HuntLiquidations
from firesale.agents.oracle_manipulator.hunting import best_hunt, hunt
from firesale.market.actions import Declare, Swap
from firesale.market.events import Liquidated, PlanConsidered, Swapped
from firesale.market.market import Market
from firesale.market.oracles.base import Oracle
from firesale.market.oracles.twap import Twap
from tests.agents.moves import decide, happened, next_step
from tests.agents.oracle_manipulator.stage import SPOT, stage
from tests.markets import give, held, pool_of, refusals

PLAYS = HuntLiquidations(pool="pool", exchange="thin", density=5.0)
Notes = dict[str, np.ndarray]


def with_borrowers(
    health: float, count: int = 5, oracle: Oracle = SPOT, sources: Sequence[str] = ("thin",), fee: float = 0.003
) -> Market:
    """Account 0 owns 30 ETH; borrowers 1 to `count` owe 16,600 / health USDC each against 10 ETH, in a pool that reads the thin exchange."""
    market = stage(oracle, sources, players=count + 1, fee=fee)
    give(market, 0, "ETH", 30.0)
    for account in range(1, count + 1):
        give(market, account, "ETH", 10.0)
        place = np.array([[10.0, 0.0]]), np.array([[0.83 * 10.0 * 2000.0 / health]])
        pool_of(market).borrowers.place(np.array([account]), *place, "opening")
    market.check()
    return market


def wealth(market: Market) -> float:
    return held(market, 0, "USDC") + 2000.0 * held(market, 0, "ETH")


def test_it_sells_looks_liquidates_and_buys_back() -> None:
    market = with_borrowers(health=1.02, count=1)
    notes: Notes = {}
    assert refusals(market, *decide(market, PLAYS, [0], notes)) == []
    assert market.look().curve("thin").price < 2000.0 / 1.02
    assert len(market.look().credit("pool").unsafe.account) == 1
    next_step(market)
    (bundle,) = decide(market, PLAYS, [0], notes)
    assert refusals(market, bundle) == []
    assert sum(np.size(event.borrower) for event in happened(market, Liquidated)) >= 1
    assert happened(market, Swapped)[-1].asset_in == "USDC"
    assert held(market, 0, "USDC") == pytest.approx(0.0, abs=1.0)
    assert wealth(market) > 60_000.0
    next_step(market)
    decide(market, PLAYS, [0], notes)
    assert "attack under way" not in notes
    market.audit()


def test_when_nobody_became_unsafe_it_buys_back_at_once_and_has_lost_the_fees() -> None:
    market = with_borrowers(health=2.0)
    notes: Notes = {}
    assert refusals(market, *decide(market, PLAYS, [0], notes)) == []
    next_step(market)
    (order,) = decide(market, PLAYS, [0], notes)
    assert isinstance(order, Swap)
    assert refusals(market, order) == []
    assert happened(market, Liquidated) == []
    assert 0.97 * 60_000.0 < wealth(market) < 60_000.0
    next_step(market)
    decide(market, PLAYS, [0], notes)
    assert "attack under way" not in notes


def test_a_lost_race_is_tried_again_and_then_given_up() -> None:
    market = with_borrowers(health=1.02)
    notes: Notes = {}
    market.execute(decide(market, PLAYS, [0], notes), 0)
    sent = []
    for _ in range(5):
        next_step(market)
        sent.append([type(action).__name__ for action in decide(market, PLAYS, [0], notes)])
    assert sent == [["Bundle"]] * 3 + [["Swap"]] * 2


@pytest.mark.parametrize(("oracle", "sources"), [(Twap(window=600.0), ["thin"]), (SPOT, ["other"]), (SPOT, [])])
def test_an_oracle_that_does_not_follow_at_once_keeps_it_away(oracle: Oracle, sources: list[str]) -> None:
    market = with_borrowers(1.02, oracle=oracle, sources=sources)
    assert all(isinstance(action, Declare) for action in decide(market, PLAYS, [0]))


def test_a_belief_in_few_victims_is_not_worth_the_round_trip() -> None:
    market = with_borrowers(1.02)
    actions = decide(market, replace(PLAYS, density=0.001), [0])
    assert [type(action) for action in actions] == [Declare]
    assert refusals(market, *actions) == []
    (plan,) = happened(market, PlanConsidered)
    assert not plan.made
    assert float(np.sum(plan.expected_gain)) <= 1.05 * float(np.sum(plan.expected_cost))


def test_who_owns_nothing_hunts_nobody() -> None:
    market = with_borrowers(1.02)
    assert all(isinstance(action, Declare) for action in decide(market, PLAYS, [3]))
    assert decide(market, PLAYS, []) == []


def test_one_account_of_a_cohort_hunts_at_a_time() -> None:
    market = with_borrowers(1.02)
    give(market, 1, "ETH", 20.0)
    actions = decide(market, PLAYS, [0, 1])
    assert sum(isinstance(action, Swap) for action in actions) == 1


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.sampled_from([0.0, 0.003, 0.01]),
    st.floats(min_value=0.0, max_value=20.0),
    st.floats(min_value=0.0, max_value=0.15),
    st.floats(min_value=1.0, max_value=300.0),
)
def test_no_better_sale_is_found_by_trying(fee: float, density: float, bonus: float, goods: float) -> None:
    at = victim(with_borrowers(1.02, fee=fee, oracle=SPOT).look(), "pool", "thin")
    assert at is not None
    path = alternatives(at.curve)
    found = float(best_hunt(at, path, bonus, density, np.array([goods])).profit[0])
    tried = hunt(at, path, bonus, density, np.linspace(0.0, goods, 20_001)[:, None]).profit
    if float(tried.max()) > 1e-6:
        assert found >= float(tried.max()) * (1.0 - 1e-6)


def test_what_a_liquidator_keeps_is_read_off_the_mechanism() -> None:
    at = victim(with_borrowers(1.02).look(), "pool", "thin")
    assert at is not None
    assert at.bonus() == pytest.approx(0.05 * 0.9)  # a tenth of the bonus is the protocol's
