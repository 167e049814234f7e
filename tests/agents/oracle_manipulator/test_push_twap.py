from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from firesale.agents.arbitrageur.two_venue import TwoVenue
from firesale.agents.oracle_manipulator.averages import Mean
from firesale.agents.oracle_manipulator.push_twap import PushTwap
from firesale.market.actions import Declare, Swap
from firesale.market.events import Borrowed, CollateralPosted, PlanConsidered, Swapped
from firesale.market.market import Market
from firesale.market.oracles.twap import Twap
from tests.agents.moves import decide, happened, next_step
from tests.agents.oracle_manipulator.stage import stage
from tests.markets import give, held, refusals

PLAYS = PushTwap(pool="pool", exchange="thin")
ARBITRAGE = TwoVenue(first="thin", second="world")
WINDOW = Twap(window=60.0)  # five steps of 12 seconds
Notes = dict[str, np.ndarray]


def attacked(oracle: Twap = WINDOW, cash: float = 1_000_000.0, room: float = 1_000_000.0) -> Market:
    """Account 0 attacks with `cash` USDC, account 1 may be an arbitrageur."""
    market = stage(oracle, cash=room)
    give(market, 0, "USDC", cash)
    give(market, 1, "USDC", 1e6)
    give(market, 1, "ETH", 500.0)
    return market


def play(market: Market, steps: int, notes: Notes | None = None, arbitrage: str = "none") -> list[float]:
    """Both decide on what they see at the start of each step; the price that the pool believes at each. `arbitrage`: none, first or last."""
    notes = {} if notes is None else notes
    believed = []
    for _ in range(steps):
        attack = decide(market, PLAYS, [0], notes)
        answer = decide(market, ARBITRAGE, [1]) if arbitrage != "none" else []
        market.execute([*answer, *attack] if arbitrage == "first" else [*attack, *answer], 0)
        market.check()
        next_step(market)
        market.venues["world"].relax(12.0)
        believed.append(float(market.look().credit("pool").collateral_price[0]))
    return believed


def wealth(market: Market, account: int = 0) -> float:
    """Outside the pool, at the old price: what is left inside is walked away from."""
    return held(market, account, "USDC") + 2000.0 * held(market, account, "ETH")


@pytest.mark.parametrize("mean", ["arithmetic", "geometric"])
@pytest.mark.parametrize("arbitrage", ["none", "first"])
def test_it_holds_the_price_until_the_average_believes_it_and_borrows(mean: Mean, arbitrage: str) -> None:
    market = attacked(replace(WINDOW, mean=mean))
    believed = play(market, 7, arbitrage=arbitrage)
    plan = happened(market, PlanConsidered)[0]
    assert plan.made
    assert max(believed) > 5000.0
    assert sum(float(np.sum(event.amount)) for event in happened(market, Borrowed)) > 50_000.0
    assert held(market, 0, "ETH") == pytest.approx(0.0, abs=1e-9)
    assert wealth(market) > 1_050_000.0
    assert market.health_of(0, "pool") < 1.3
    market.audit()


def test_against_arbitrage_it_earns_about_what_it_planned() -> None:
    market = attacked()
    play(market, 7, arbitrage="first")
    plan = happened(market, PlanConsidered)[0]
    expected = float(np.sum(plan.expected_gain)) - float(np.sum(plan.expected_cost))
    assert wealth(market) - 1_000_000.0 == pytest.approx(expected, rel=0.15)


def test_when_its_pushes_always_come_before_the_arbitrage_the_price_stands_every_other_step_and_it_loses() -> None:
    market = attacked()
    believed = play(market, 12, arbitrage="last")
    assert max(believed) < 5000.0
    assert wealth(market) < 1_000_000.0
    assert wealth(market, 1) > 2_000_000.0


def test_a_pool_with_little_to_take_is_not_worth_it() -> None:
    market = attacked(room=1000.0)
    actions = decide(market, PLAYS, [0])
    assert [type(action) for action in actions] == [Declare]
    assert refusals(market, *actions) == []
    (plan,) = happened(market, PlanConsidered)
    assert not plan.made
    assert float(np.sum(plan.expected_gain)) < 1.05 * float(np.sum(plan.expected_cost))


def test_a_longer_window_costs_more() -> None:
    costs = []
    for steps in (1, 5, 50):
        market = attacked(Twap(window=12.0 * steps), cash=1e7)
        market.execute(decide(market, PLAYS, [0]), 0)
        plan = happened(market, PlanConsidered)[0]
        costs.append(float(np.sum(plan.expected_cost)) / float(np.sum(plan.expected_gain)))
    assert costs == sorted(costs)
    assert costs[0] < 0.5


def test_with_nobody_against_it_it_pays_for_the_price_once() -> None:
    market = attacked()
    notes: Notes = {}
    market.execute(decide(market, PLAYS, [0], notes), 0)
    money = held(market, 0, "USDC")
    for _ in range(3):
        next_step(market)
        assert refusals(market, *decide(market, PLAYS, [0], notes)) == ["less than the least amount asked for"]
    assert held(market, 0, "USDC") == money


def against(market: Market, share: float) -> Swap:
    """Whoever owns a lot sells into the push within the same step, back down to the old price."""
    curve = market.look().curve("thin")
    amount = share * curve.sale_to_reach(2000.0)
    return Swap(account=1, venue="thin", asset_in="ETH", asset_out="USDC", amount_in=amount)


def campaign(market: Market, notes: Notes, steps: int, answer: Callable[[Market], Swap]) -> None:
    for _ in range(steps):
        before = market.look().curve("thin").price
        market.execute(decide(market, PLAYS, [0], notes), 0)
        if market.look().curve("thin").price > before:
            market.execute([answer(market)], 0)
        market.check()
        next_step(market)


def test_it_gives_up_when_the_price_does_not_hold() -> None:
    market = attacked()
    notes: Notes = {}
    campaign(market, notes, 6, lambda at: against(at, 1.0))
    assert happened(market, PlanConsidered)[0].made
    pushes = [event for event in happened(market, Swapped) if event.asset_in == "USDC"]
    assert len(pushes) == PLAYS.patience + 1
    assert held(market, 0, "ETH") == pytest.approx(0.0, abs=1e-9)
    assert "attack under way" not in notes


def test_leaving_it_sells_down_to_what_the_pool_lends_and_pledges_the_rest() -> None:
    # the pool believes 2000 and lends 0.8 of it, less the slack: 1598.4; the exchange pays 2000 for the first unit
    market = attacked()
    notes: Notes = {}
    campaign(market, notes, 6, lambda at: against(at, 1.0))
    (loan,) = happened(market, Borrowed)
    (pledge,) = happened(market, CollateralPosted)
    assert float(np.sum(loan.amount)) == pytest.approx(1598.4 * float(np.sum(pledge.amount)), rel=1e-3)
    last = [event for event in happened(market, Swapped) if event.asset_in == "ETH" and event.account == 0][-1]
    assert float(np.sum(last.price_after)) * 0.997 == pytest.approx(1598.4, rel=1e-2)


def test_own_base_is_pledged_too_at_the_price_that_the_pool_believes() -> None:
    pledged = []
    for own in (0.0, 20.0):
        market = attacked(cash=400_000.0)
        give(market, 0, "ETH", own)
        play(market, 7, arbitrage="first")
        assert wealth(market) > 400_000.0 + own * 2000.0
        pledged.append(sum(float(np.sum(event.amount)) for event in happened(market, CollateralPosted)))
    assert pledged[1] == pytest.approx(pledged[0] + 20.0, rel=0.05)


def test_one_account_of_a_cohort_attacks_at_a_time() -> None:
    market = attacked()
    notes: Notes = {}
    actions = decide(market, PLAYS, [0, 1], notes)
    assert sum(isinstance(action, Swap) for action in actions) == 1
    assert sorted(action.made for action in actions if isinstance(action, Declare)) == [False, True]
    assert refusals(market, *actions) == []
    assert decide(market, PLAYS, [0, 1], notes) == []


def test_before_the_first_step_and_without_anybody_it_does_nothing() -> None:
    market = attacked()
    assert decide(market, PLAYS, []) == []
    market.site.log.step = 0
    assert decide(market, PLAYS, [0]) == []
