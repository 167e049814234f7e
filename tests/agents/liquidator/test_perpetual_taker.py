import numpy as np
import pytest

from firesale.agents.liquidator.perpetual_taker import PerpetualTaker
from firesale.market.events import PositionLiquidated
from firesale.market.market import Market
from tests.agents.leveraged_trader.perpetual_positions import begin
from tests.agents.playing import cohort_of, decide, market_of, perpetuals_of, play
from tests.markets import give, set_price

PLAIN = PerpetualTaker("perps", "ETH")
OWNERS = (5, 6, 7)


def unsafe_market(price: float = 1_880.0) -> Market:
    """Three longs of 10 at 2,000 with 2,000 of margin: 800 of 1,175 needed at 1,880."""
    market = market_of()
    for owner in OWNERS:
        begin(market, owner, 2_000.0, 10.0)
    set_price(market, "ETH", price)
    return market


def test_it_pays_in_its_cash_first_and_then_takes_over_and_unwinds() -> None:
    market = unsafe_market()
    give(market, 0, "USDC", 50_000.0)
    cohort = cohort_of(PLAIN, 1)
    assert play(market, cohort) == []
    before = market.wealth_of(0)
    mark = market.site.log.mark()
    assert play(market, cohort, 2) == []
    taken = [event for event in market.site.log.since(mark) if isinstance(event, PositionLiquidated)]
    assert [np.atleast_1d(event.account).tolist() for event in taken] == [[0]] * 3
    assert market.wealth_of(0) > before
    own = float(perpetuals_of(market).book.size[int(perpetuals_of(market).book.row_of[0]), 0])
    assert own == pytest.approx(0.0, abs=1e-9)


def test_it_leaves_what_does_not_pay() -> None:
    market = unsafe_market(1_940.0 - 5.0)  # just below the requirement: next to no discount
    give(market, 0, "USDC", 50_000.0)
    cohort = cohort_of(PerpetualTaker("perps", "ETH", least_profit=500.0), 1)
    play(market, cohort)
    assert decide(market, cohort, 2) == []


def test_safe_positions_are_left_alone() -> None:
    market = unsafe_market(2_000.0)
    give(market, 0, "USDC", 50_000.0)
    cohort = cohort_of(PLAIN, 1)
    play(market, cohort)
    assert decide(market, cohort, 2) == []


def test_several_takers_share_the_positions() -> None:
    market = unsafe_market()
    for account in range(3):
        give(market, account, "USDC", 50_000.0)
    cohort = cohort_of(PLAIN, 3)
    play(market, cohort)
    found = decide(market, cohort, 2)
    assert sorted(int(order.account) for order in found) == [0, 1, 2]


def test_a_small_margin_takes_a_part() -> None:
    market = unsafe_market()
    give(market, 0, "USDC", 500.0)
    cohort = cohort_of(PLAIN, 1)
    play(market, cohort)
    assert play(market, cohort, 2) == []
    sizes = [abs(float(perpetuals_of(market).book.size[int(perpetuals_of(market).book.row_of[o]), 0])) for o in OWNERS]
    assert sum(sizes) < 30.0
    assert min(sizes) > 0.0
