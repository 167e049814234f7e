from dataclasses import replace

import numpy as np
import pytest

from firesale.agents.oracle_manipulator.inflate_and_borrow import InflateAndBorrow
from firesale.market.actions import Declare, FlashLoan, Supply
from firesale.market.events import Borrowed, FlashLoaned, PlanConsidered, Swapped
from firesale.market.market import Market
from firesale.market.oracles.base import Oracle
from firesale.market.oracles.push import Push
from firesale.market.oracles.twap import Twap
from tests.agents.moves import decide, happened, next_step
from tests.agents.oracle_manipulator.stage import stage
from tests.markets import give, held, pool_of, refusals

PLAYS = InflateAndBorrow(pool="pool", exchange="thin", lender="bank")


def declared(market: Market) -> PlanConsidered:
    (event,) = happened(market, PlanConsidered)
    return event


def test_it_takes_the_cash_of_the_pool_and_leaves_a_position_that_is_worth_less() -> None:
    market = stage()
    assert refusals(market, *decide(market, PLAYS, [0])) == []
    market.check()
    assert sum(float(np.sum(event.amount)) for event in happened(market, Borrowed)) == pytest.approx(100_000.0)
    assert held(market, 0, "USDC") > 75_000.0
    assert held(market, 0, "ETH") == pytest.approx(0.0, abs=1e-9)
    assert market.health_of(0, "pool") < 1.0
    position = pool_of(market).positions
    left = float(position.book.collateral[position.book.row_of[0], 0])
    assert left * market.look().curve("world").price < 100_000.0


def test_it_earns_what_it_said() -> None:
    market = stage()
    assert refusals(market, *decide(market, PLAYS, [0])) == []
    plan = declared(market)
    assert plan.made
    expected = float(np.sum(plan.expected_gain)) - float(np.sum(plan.expected_cost))
    assert held(market, 0, "USDC") == pytest.approx(expected, rel=1e-9)
    (loan,) = happened(market, FlashLoaned)
    assert loan.venue == "bank"


@pytest.mark.parametrize("oracle", [Twap(window=1800.0), Push()])
def test_an_oracle_that_is_not_read_within_the_transaction_keeps_it_away(oracle: Oracle) -> None:
    market = stage(oracle)
    actions = decide(market, PLAYS, [0])
    assert [type(action) for action in actions] == [Declare]
    assert refusals(market, *actions) == []
    plan = declared(market)
    assert not plan.made
    assert float(np.sum(plan.expected_gain)) < float(np.sum(plan.expected_cost))


def test_an_oracle_that_reads_another_exchange_keeps_it_away() -> None:
    assert [type(action) for action in decide(stage(sources=["other"]), PLAYS, [0])] == [Declare]
    assert [type(action) for action in decide(stage(sources=[]), PLAYS, [0])] == [Declare]


def test_the_median_of_three_exchanges_does_not_follow_one_of_them() -> None:
    assert [type(action) for action in decide(stage(sources=["thin", "other", "third"]), PLAYS, [0])] == [Declare]


def test_without_a_lender_its_own_money_is_the_limit() -> None:
    market = stage()
    give(market, 0, "USDC", 80_000.0)
    assert refusals(market, *decide(market, replace(PLAYS, lender=None), [0])) == []
    first = happened(market, Swapped)[0]
    assert float(np.sum(first.amount_in)) <= 80_000.0
    assert held(market, 0, "USDC") > 80_000.0
    poor = stage()
    assert all(isinstance(action, Declare) for action in decide(poor, replace(PLAYS, lender=None), [0]))


def test_it_can_borrow_for_the_transaction_from_the_very_pool_that_it_attacks() -> None:
    market = stage(cash=1e6)
    actions = decide(market, replace(PLAYS, lender="pool"), [0])
    assert any(isinstance(action, FlashLoan) for action in actions)
    assert refusals(market, *actions) == []
    assert held(market, 0, "USDC") > 0.0
    market.check()


def test_who_comes_second_is_refused_and_loses_nothing() -> None:
    market = stage()
    actions = decide(market, PLAYS, [0, 1])
    assert len(actions) == 3
    reasons = refusals(market, *actions)
    assert len(reasons) == 1
    assert held(market, 1, "USDC") == 0.0
    assert held(market, 0, "USDC") > 0.0


def test_it_weighs_again_only_when_something_has_changed_or_much_time_has_passed() -> None:
    market = stage(Twap(window=1800.0))
    memory: dict[str, np.ndarray] = {}
    spoken = []
    for _ in range(21):
        spoken.append(len(decide(market, replace(PLAYS, review_interval=10), [0], memory)))
        next_step(market)
    assert [step for step, count in enumerate(spoken) if count] == [0, 10, 20]
    give(market, 1, "USDC", 5000.0)
    market.execute([Supply(account=1, venue="pool", asset="USDC", amount=5000.0)], 0)
    assert len(decide(market, PLAYS, [0], memory)) == 1


def test_a_pool_without_cash_is_not_attacked() -> None:
    assert all(isinstance(action, Declare) for action in decide(stage(cash=0.0), PLAYS, [0]))


def test_the_margin_is_what_the_gain_must_exceed_the_cost_by() -> None:
    market = stage()
    assert refusals(market, *decide(market, PLAYS, [0])) == []
    plan = declared(market)
    ratio = float(np.sum(plan.expected_gain)) / float(np.sum(plan.expected_cost))
    assert len(decide(stage(), replace(PLAYS, margin=ratio - 1.01), [0])) == 2
    assert len(decide(stage(), replace(PLAYS, margin=ratio - 0.99), [0])) == 1


def test_after_the_attack_there_is_nothing_left_to_take() -> None:
    market = stage()
    memory: dict[str, np.ndarray] = {}
    assert refusals(market, *decide(market, PLAYS, [0], memory)) == []
    next_step(market)
    assert all(isinstance(action, Declare) for action in decide(market, PLAYS, [0], memory))


def test_a_pool_that_does_not_take_the_pair_is_no_target() -> None:
    market = stage()
    give(market, 0, "USDC", 1e5)
    assert decide(market, replace(PLAYS, pool="bank", exchange="other"), [0]) != []
    assert decide(market, PLAYS, []) == []
