from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.agents.arbitrageur import STRATEGIES
from firesale.agents.arbitrageur.two_venue import TwoVenue, take_turns
from firesale.market.actions import Swap
from firesale.market.errors import BadValueError
from firesale.market.events import FeePaid, Swapped
from firesale.market.market import Market
from firesale.market.venues.constant_product import ConstantProductTerms
from firesale.market.venues.order_book import OrderBookTerms
from tests.agents.moves import decide, happened, next_step
from tests.markets import give, held, refusals, small_market

PLAYS = TwoVenue(first="swap", second="book")
POOLS = {
    "cheap": ConstantProductTerms("ETH", "USDC", base_reserve=1000.0, quote_reserve=2_000_000.0),
    "dear": ConstantProductTerms("ETH", "USDC", base_reserve=500.0, quote_reserve=1_100_000.0),
}
BETWEEN = TwoVenue(first="dear", second="cheap")


def market_with(money: list[float], goods: list[float] | None = None) -> Market:
    market = small_market(len(money), venues=POOLS)
    for account, amount in enumerate(money):
        give(market, account, "USDC", amount)
        give(market, account, "ETH", goods[account] if goods else 0.0)
    return market


def gap(market: Market) -> float:
    public = market.look()
    return public.curve("dear").price / public.curve("cheap").price


def test_it_buys_where_it_is_cheap_and_sells_where_it_is_dear_in_one_bundle() -> None:
    market = market_with([1e6])
    (bundle,) = decide(market, BETWEEN, [0])
    assert refusals(market, bundle) == []
    first, second = happened(market, Swapped)
    assert (first.venue, first.asset_in) == ("cheap", "USDC")
    assert (second.venue, second.asset_in) == ("dear", "ETH")
    assert held(market, 0, "ETH") == 0.0
    # K = 0.997^2 * 1000 * 1.1e6, A = 2e6 * 500, C = 0.997 * (500 + 997), q = (sqrt(K A) - A) / C
    flow, start, slope = 0.997**2 * 1.1e9, 1e9, 0.997 * 1497.0
    best = (np.sqrt(flow * start) - start) / slope
    assert float(np.sum(first.amount_in)) == pytest.approx(best)
    assert held(market, 0, "USDC") - 1e6 == pytest.approx(flow * best / (start + slope * best) - best)


def test_afterwards_the_gap_is_within_the_fees() -> None:
    market = market_with([1e6])
    assert refusals(market, *decide(market, BETWEEN, [0])) == []
    assert gap(market) == pytest.approx(0.997**-2, rel=1e-3)
    assert decide(market, BETWEEN, [0]) == []


def test_own_money_is_the_limit() -> None:
    market = market_with([1000.0])
    assert refusals(market, *decide(market, BETWEEN, [0])) == []
    assert float(np.sum(happened(market, Swapped)[0].amount_in)) == 1000.0
    assert held(market, 0, "USDC") > 1000.0


def test_who_holds_the_asset_sells_first_and_buys_back() -> None:
    market = market_with([0.0], goods=[100.0])
    assert refusals(market, *decide(market, BETWEEN, [0])) == []
    first, second = happened(market, Swapped)
    assert (first.venue, first.asset_in) == ("dear", "ETH")
    assert (second.venue, second.asset_in) == ("cheap", "USDC")
    assert held(market, 0, "ETH") > 100.0
    assert held(market, 0, "USDC") == 0.0


def test_who_has_nothing_does_nothing() -> None:
    assert decide(market_with([0.0]), BETWEEN, [0]) == []
    assert decide(market_with([]), BETWEEN, []) == []


def test_a_profit_below_the_least_is_left_alone() -> None:
    best = 0.0
    market = market_with([1e6])
    market.execute(decide(market, BETWEEN, [0]), 0)
    best = held(market, 0, "USDC") - 1e6
    assert decide(market_with([1e6]), replace(BETWEEN, least_profit=best + 1.0), [0]) == []
    assert len(decide(market_with([1e6]), replace(BETWEEN, least_profit=best - 1.0), [0])) == 1
    assert decide(market_with([1e6]), replace(BETWEEN, least_profit=best - 1.0, priority_fee=2.0), [0]) == []


def test_the_priority_fee_is_paid_when_it_is_carried_out() -> None:
    market = market_with([1e6])
    assert refusals(market, *decide(market, replace(BETWEEN, priority_fee=3.0), [0])) == []
    assert [float(np.sum(event.amount)) for event in happened(market, FeePaid)] == [3.0]


def test_who_comes_second_to_the_gap_is_refused_and_loses_nothing() -> None:
    market = market_with([1e6, 1e6])
    actions = [*decide(market, BETWEEN, [0]), *decide(market, BETWEEN, [1])]
    assert refusals(market, *actions) == ["less than the least amount asked for"]
    assert held(market, 1, "USDC") == 1e6


def test_one_of_a_rich_cohort_acts_and_another_one_the_next_time() -> None:
    market = market_with([1e6] * 3)
    seen = []
    for _ in range(4):
        actions = decide(market, BETWEEN, [0, 1, 2])
        assert len(actions) == 1
        seen.append(int(np.asarray(actions[0].account).flat[0]))
        next_step(market)
    assert seen == [0, 1, 2, 0]


def test_a_poor_cohort_closes_the_gap_together() -> None:
    rich, poor = market_with([1e6]), market_with([10_000.0] * 10)
    market_gaps = []
    for market, accounts in ((rich, [0]), (poor, list(range(10)))):
        assert refusals(market, *decide(market, replace(BETWEEN, least_profit=0.0), accounts)) == []
        market_gaps.append(gap(market))
    assert market_gaps[1] == pytest.approx(market_gaps[0], rel=1e-4)
    assert min(held(poor, account, "USDC") for account in range(10)) >= 10_000.0


def test_each_account_has_its_own_least_profit() -> None:
    market = market_with([1e3, 1e3])
    strategy = replace(BETWEEN, least_profit=np.array([1e6, 0.0]))
    assert [int(np.asarray(action.account).flat[0]) for action in decide(market, strategy, [0, 1])] == [1]


@pytest.mark.parametrize("sold", [0.0, 50.0])
def test_between_a_pool_and_a_book_it_closes_the_gap_in_either_direction(sold: float) -> None:
    market = small_market(2)
    give(market, 0, "USDC", 1e7)
    give(market, 1, "ETH", 100.0)
    give(market, 1, "USDC", 1e6)
    push = (
        Swap(account=1, venue="swap", asset_in="ETH", asset_out="USDC", amount_in=sold)
        if sold
        else Swap(account=1, venue="swap", asset_in="USDC", asset_out="ETH", amount_in=1e5)
    )
    market.execute([push], 0)
    assert refusals(market, *decide(market, PLAYS, [0])) == []
    assert held(market, 0, "USDC") > 1e7
    public = market.look()
    left = max(public.curve("swap").price, public.curve("book").price) / min(
        public.curve("swap").price, public.curve("book").price
    )
    assert left <= 1.0 / (0.997 * 0.999) * (1.0 + 1e-3)
    market.check()


def test_at_equal_prices_it_does_nothing_and_remembers_nothing() -> None:
    market = small_market(1)
    give(market, 0, "USDC", 1e6)
    memory: dict[str, np.ndarray] = {}
    assert decide(market, PLAYS, [0], memory) == []
    assert memory == {}


def test_exchanges_of_different_pairs_are_a_mistake_of_the_scenario() -> None:
    market = small_market(1, venues={"one": POOLS["cheap"], "two": OrderBookTerms("BTC", "USDC", depth=1e6)})
    with pytest.raises(BadValueError, match="same pair"):
        decide(market, TwoVenue(first="one", second="two"), [0])


def test_turns_are_taken_round_the_row() -> None:
    who, start, part = take_turns(np.array([0.5, 0.0, 0.7]), turn=2)
    assert who.tolist() == [2, 0]
    assert start.tolist() == pytest.approx([0.0, 0.7])
    assert part.tolist() == pytest.approx([0.7, 0.3])


@settings(deadline=None, derandomize=True)
@given(st.lists(st.floats(min_value=0.0, max_value=2.0), min_size=1, max_size=20), st.integers(0, 100))
def test_the_parts_never_exceed_the_whole_nor_what_each_can_do(reach: list[float], turn: int) -> None:
    who, _, part = take_turns(np.array(reach), turn)
    assert len(set(who.tolist())) == len(who)
    assert part.sum() <= 1.0 + 1e-12
    assert np.all(part <= np.array(reach)[who])
    assert part.sum() == pytest.approx(min(1.0, sum(min(1.0, one) for one in reach)), abs=1e-7)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(
    st.lists(st.floats(min_value=0.0, max_value=1e5), min_size=3, max_size=3),
    st.lists(st.floats(min_value=0.0, max_value=50.0), min_size=3, max_size=3),
)
def test_nobody_ever_loses(money: list[float], goods: list[float]) -> None:
    market = market_with(money, goods)
    refusals(market, *decide(market, BETWEEN, [0, 1, 2]))
    for account in range(3):
        assert held(market, account, "USDC") >= money[account] - 1e-9
        assert held(market, account, "ETH") >= goods[account] - 1e-9
    market.check()
    market.audit()


def test_it_is_registered() -> None:
    assert STRATEGIES["two_venue"] is TwoVenue
