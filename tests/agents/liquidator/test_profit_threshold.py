import numpy as np
import pytest

from firesale.agents.liquidator.greedy import Greedy
from firesale.agents.liquidator.profit_threshold import ProfitThreshold
from firesale.market.events import Liquidated
from firesale.market.venues.order_book import OrderBookTerms
from tests.agents.liquidator.crash import SIMPLE, crash
from tests.agents.moves import decide, happened
from tests.markets import VENUES, held, refusals

THIN = {**VENUES, "book": OrderBookTerms("ETH", "USDC", depth=30_000.0, fee=0.0)}
"""30,000 USDC move the price by one per cent."""
MANY = [(10.0, 15_000.0)] * 10
"""Each offers 7,500 USDC of repayment for 4.375 ETH at 1800."""


def repaid(strategy: ProfitThreshold | Greedy, cash: float = 1e6) -> float:
    market = crash(MANY, price=1800.0, cash=[cash], pool=SIMPLE, venues=THIN)
    assert refusals(market, *decide(market, strategy, [10])) == []
    return sum(float(np.sum(event.repaid)) for event in happened(market, Liquidated))


def test_it_sells_until_the_price_has_fallen_by_the_bonus_less_the_threshold() -> None:
    # the price after s ETH is 1800 exp(-l s), l = 0.01 * 1800 / 30000 = 0.0006; it stops at 1800 * 1.02 / 1.05: s = ln(1.05 / 1.02) / l = 48.3 ETH
    # of which 43.75 are sold by then: everybody is taken
    assert repaid(ProfitThreshold(pool="pool", exchange="book", threshold=0.02)) == pytest.approx(75_000.0)
    # at 4 %: ln(1.05 / 1.04) / l = 15.95 ETH, which cost 15.95 * 1800 / 1.05
    sold = np.log(1.05 / 1.04) / 0.0006
    expected = sold * 1800.0 / 1.05
    assert repaid(ProfitThreshold(pool="pool", exchange="book", threshold=0.04)) == pytest.approx(expected)


def test_a_threshold_above_the_bonus_takes_nothing() -> None:
    market = crash(MANY, price=1800.0, pool=SIMPLE, venues=THIN)
    assert decide(market, ProfitThreshold(pool="pool", exchange="book", threshold=0.06), [10]) == []


def test_it_earns_more_than_the_greedy_one_where_the_exchange_is_thin() -> None:
    earned = []
    for strategy in (
        ProfitThreshold(pool="pool", exchange="book", threshold=0.0),
        Greedy(pool="pool", exchange="book"),
    ):
        market = crash([(10.0, 15_000.0)] * 40, price=1800.0, pool=SIMPLE, venues=THIN)
        assert refusals(market, *decide(market, strategy, [40])) == []
        earned.append(held(market, 40, "USDC") - 1e6)
    careful, blind = earned
    assert careful > 0.0 > blind


def test_a_priority_fee_leaves_the_small_positions_to_others() -> None:
    # a small one brings 5 % of 1500 = 75, a large one 375
    market = crash([(1.0, 1500.0), (10.0, 15_000.0)], price=1800.0, pool=SIMPLE)
    strategy = ProfitThreshold(pool="pool", exchange="book", priority_fee=100.0)
    assert refusals(market, *decide(market, strategy, [2])) == []
    (event,) = happened(market, Liquidated)
    assert np.asarray(event.borrower).tolist() == [1]


def test_it_spends_no_more_than_it_has() -> None:
    assert repaid(ProfitThreshold(pool="pool", exchange="book"), cash=10_000.0) == pytest.approx(10_000.0)


def test_a_bundle_that_would_lose_money_because_others_sold_first_is_refused() -> None:
    market = crash([(10.0, 15_000.0)] * 40, price=1800.0, cash=[1e6, 1e6], pool=SIMPLE, venues=THIN)
    actions = decide(market, ProfitThreshold(pool="pool", exchange="book", positions_per_bundle=1), [40, 41])
    reasons = refusals(market, *actions)
    assert set(reasons) == {"less than the least amount asked for"}
    assert held(market, 40, "USDC") >= 1e6
    assert held(market, 41, "USDC") >= 1e6


def test_each_account_has_its_own_threshold() -> None:
    strategy = ProfitThreshold(pool="pool", exchange="book", threshold=np.array([0.06, 0.0]))
    market = crash(MANY, price=1800.0, cash=[1e5, 1e5], pool=SIMPLE, venues=THIN)
    assert {int(np.asarray(action.account).flat[0]) for action in decide(market, strategy, [10, 11])} == {11}


def test_a_collateral_that_the_exchange_does_not_trade_is_left_alone() -> None:
    venues = {**VENUES, "other": OrderBookTerms("BTC", "ETH", depth=1e6)}
    market = crash(MANY, price=1800.0, venues=venues)
    assert decide(market, ProfitThreshold(pool="pool", exchange="other"), [10]) == []
