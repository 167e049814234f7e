"""Bidders of an English auction: lots of 5 ETH for a tab of 550, the exchange pays 140 less a thousandth."""

import numpy as np
import pytest

from firesale.agents.liquidator.auction_bidder import LEAST_BID, AuctionBidder
from firesale.market.events import AuctionEnded, BidPlaced
from firesale.market.liquidation.english_auction import EnglishAuction
from firesale.market.market import Market
from tests.agents.liquidator.selling import DEEP, FIRST, act, scene, wait
from tests.market.venues.selling import NAME, last, lots_of
from tests.markets import held, refusals, set_price

MECHANISM = EnglishAuction(penalty=0.1, largest_lot=5.0, longest=7200.0)
SNEAK = AuctionBidder(pool=NAME, exchange="book")
EAGER = AuctionBidder(pool=NAME, exchange="book", first_bid=0.9, eagerness=0.5)


def offered(units: float = 10.0, cash: float = 10_000.0) -> Market:
    """A round later: the lots are there."""
    market = scene(MECHANISM, DEEP, cash, units)
    assert act(market, AuctionBidder(pool=NAME, exchange="book", bids_per_round=1), start=5) == []
    return market


def test_a_large_position_is_seized_lot_by_lot() -> None:
    assert lots_of(offered(12.0)).book.rows == 3


def test_it_bids_next_to_nothing_and_wins_if_nobody_else_comes() -> None:
    market = offered()
    assert act(market, SNEAK) == []
    assert market.site.log.table(BidPlaced)["amount"].tolist() == [LEAST_BID, LEAST_BID]
    wait(market, 600.0)
    assert held(market, FIRST, "ETH") == 10.0
    assert market.site.log.table(AuctionEnded)["raised"].tolist() == [LEAST_BID, LEAST_BID]


def test_it_does_not_bid_against_itself() -> None:
    market = offered()
    act(market, SNEAK)
    assert act(market, SNEAK) == []
    assert len(market.site.log.table(BidPlaced)["amount"]) == 2


def test_rivals_bid_up_to_the_tab_and_then_for_less_of_the_lot() -> None:
    market = offered()
    for _ in range(12):
        act(market, SNEAK, name="one")
        act(market, EAGER, start=FIRST + 1, name="other")
    book = lots_of(market).book
    assert book.bid[:2] == pytest.approx(np.full(2, 550.0))
    value = 140.0 * 0.999 * 0.9
    assert np.all(book.kept[:2] < 5.0)
    assert np.all(book.kept[:2] * value >= 550.0 * (1.0 - 1e-6))
    wait(market, 600.0)
    assert last(market, AuctionEnded)["uncovered"] == 0.0


def test_nobody_bids_more_than_the_lot_is_worth() -> None:
    market = offered()
    set_price(market, "ETH", 60.0)  # a lot is worth 300, the tab is 550
    for _ in range(20):
        act(market, SNEAK, name="one")
        act(market, EAGER, start=FIRST + 1, name="other")
    assert np.all(lots_of(market).book.bid[:2] <= 5.0 * 60.0 * 0.999 * 0.9 * (1.0 + 1e-6))
    assert np.all(lots_of(market).book.bid[:2] > 0.9 * 5.0 * 60.0 * 0.999 * 0.9)


def test_money_that_is_locked_cannot_bid_again() -> None:
    market = offered(cash=600.0)
    assert act(market, AuctionBidder(pool=NAME, exchange="book", first_bid=1.0)) == []
    assert len(market.site.log.table(BidPlaced)["amount"]) == 1
    assert held(market, FIRST, "USD") == pytest.approx(50.0)


def test_what_was_won_is_sold() -> None:
    market = offered()
    act(market, SNEAK)
    wait(market, 600.0)
    before = held(market, FIRST, "USD")
    assert act(market, SNEAK) == []
    assert held(market, FIRST, "ETH") == 0.0
    assert held(market, FIRST, "USD") - before == pytest.approx(10.0 * 140.0 * 0.999, rel=1e-3)


def test_auctions_without_a_bid_begin_anew() -> None:
    market = offered()
    wait(market, 7200.0)
    assert act(market, SNEAK) == []
    assert not lots_of(market).book.started[:2].min() < 7200.0
    assert refusals(market) == []
