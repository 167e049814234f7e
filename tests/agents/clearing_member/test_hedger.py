import numpy as np
import pytest

from firesale.agents.clearing_member.hedger import Hedger, nearest_future
from firesale.market.actions import OfferContract
from firesale.market.market import Market
from tests.agents.clearing_member.called import called, next_day
from tests.agents.playing import clear, cohort_of, decide, house_of, market_of, play
from tests.markets import give, refusals

FUTURE = "ETH-future-2592000"


def hedging_market(bids: float) -> Market:
    """Account 0 holds 50 ETH and cash; 8 offers to buy futures."""
    market = market_of()
    clear(market, 8, 9, 1.0, margin=1000.0)
    give(market, 0, "ETH", 50.0)
    give(market, 0, "USDC", 100_000.0)
    offer = OfferContract(account=8, venue="clearing", contract=FUTURE, bids=bids, asks=0.5, half_spread=1.0)
    assert refusals(market, offer) == []
    return market


def futures_of(market: Market, account: int) -> float:
    members = house_of(market).members
    return float(members.positions[members.row_of[account], 0])


def test_it_sells_futures_against_what_it_holds_and_posts_margin_with_a_buffer() -> None:
    market = hedging_market(200.0)
    assert play(market, cohort_of(Hedger("clearing", "swap", ratio=0.8), 1)) == []
    assert futures_of(market, 0) == -40.0
    own = house_of(market).membership(np.array([0]))
    assert own.required[0] == pytest.approx(40 * 300.0)
    assert own.counted[0] == pytest.approx(1.5 * 40 * 300.0 - 40.0)  # the half spread is paid


def test_it_takes_what_is_offered() -> None:
    market = hedging_market(15.0)
    assert play(market, cohort_of(Hedger("clearing", "swap"), 1)) == []
    assert futures_of(market, 0) == -15.0


def test_within_the_tolerance_it_does_nothing() -> None:
    market = hedging_market(200.0)
    cohort = cohort_of(Hedger("clearing", "swap"), 1)
    play(market, cohort)
    give(market, 0, "ETH", 2.0)
    assert decide(market, cohort) == []
    give(market, 0, "ETH", 2.0)
    assert len(decide(market, cohort)) == 1


def test_it_is_called_when_what_it_holds_gains() -> None:
    market = hedging_market(200.0)
    cohort = cohort_of(Hedger("clearing", "swap", buffer=0.0), 1)
    play(market, cohort)
    next_day(market, 1, 2200.0)
    assert called(market) == pytest.approx(50 * 200.0 + 50 * 30.0 + 50.0, rel=1e-6)
    assert play(market, cohort) == []
    assert called(market) == 0.0


def test_the_nearest_future_on_the_asset_is_found() -> None:
    quote = market_of().look().clearing("clearing")
    assert nearest_future(quote, "ETH") == 0
    assert nearest_future(quote, "BTC") is None
