"""English auctions of a lending pool and of vaults: 100 ETH against 10,000, lots of 50, bids stand for 600 s, bidding ends after 7200 s."""

import pytest

from firesale.market.actions import Bundle
from firesale.market.events import AuctionEnded, AuctionRestarted
from firesale.market.liquidation.english_auction import EnglishAuction
from firesale.market.market import Market
from firesale.market.venues.lending_pool import LendingPoolTerms
from firesale.market.venues.vaults.vaults import VaultsOpening
from tests.market.venues.selling import (
    KEEPER,
    OTHER,
    OWNER,
    bid,
    crash,
    last,
    lots_of,
    market_of,
    pass_time,
    pledge,
    pool_in,
    pool_terms,
    restart,
    sound,
    take,
    trigger,
    vaults_terms,
)
from tests.markets import held, refusals

MECHANISM = EnglishAuction(penalty=0.1, longest=7200.0)
KINDS: dict[str, LendingPoolTerms | VaultsOpening] = {"pool": pool_terms(MECHANISM), "vaults": vaults_terms(MECHANISM)}
on_both = pytest.mark.parametrize("kind", sorted(KINDS))


def money(market: Market, account: int) -> float:
    return held(market, account, pool_in(market).terms.debt[0])


def sale(kind: str = "pool") -> Market:
    market = market_of(KINDS[kind])
    pledge(market, OWNER, 100.0, 10_000.0)
    crash(market, 140.0)
    return market


@on_both
def test_a_position_is_sold_in_lots(kind: str) -> None:
    market = sale(kind)
    assert refusals(market, trigger(), trigger()) == ["the position is safe"]
    sound(market)
    book = lots_of(market).book
    assert book.rows == 2
    assert book.tab[:2].tolist() == pytest.approx([5500.0, 5500.0])


@on_both
def test_bids_lock_money_and_return_that_of_the_bid_before(kind: str) -> None:
    market = sale(kind)
    assert refusals(market, bid(1000.0)) == []
    assert money(market, KEEPER) == pytest.approx(1e6 - 1000.0)
    assert refusals(market, bid(1100.0, account=OTHER)) == []
    assert money(market, KEEPER) == pytest.approx(1e6)
    assert money(market, OTHER) == pytest.approx(1e6 - 1100.0)
    sound(market)
    assert refusals(market, bid(1200.0, account=OTHER)) == []
    assert money(market, OTHER) == pytest.approx(1e6 - 1200.0)
    sound(market)


@on_both
def test_whoever_bids_next_to_nothing_wins_when_nobody_else_comes(kind: str) -> None:
    market = sale(kind)
    assert refusals(market, bid(0.01)) == []
    pass_time(market, 599.0)
    assert held(market, KEEPER, "ETH") == 0.0
    pass_time(market, 1.0)
    assert held(market, KEEPER, "ETH") == 50.0
    ended = last(market, AuctionEnded)
    assert (ended["raised"], ended["uncovered"], ended["returned"]) == pytest.approx((0.01, 4999.99, 0.0))
    assert pool_in(market).reserves.deficit[0] == pytest.approx(4999.99)


@on_both
def test_what_a_bid_beyond_the_debt_brings_is_the_protocols(kind: str) -> None:
    market = sale(kind)
    owner = held(market, OWNER, "ETH")
    assert refusals(market, bid(5500.0), bid(5500.0, 42.0, account=OTHER)) == []
    pass_time(market, 600.0)
    assert held(market, OTHER, "ETH") == 42.0
    assert held(market, OWNER, "ETH") - owner == pytest.approx(8.0)
    reserves = pool_in(market).reserves
    assert reserves.surplus(0) + float(reserves.protocol_claims[0]) == pytest.approx(500.0, abs=1e-6)


@pytest.mark.parametrize(
    ("amount", "units", "reason"),
    [
        (1040.0, 0.0, "the bid is too low"),
        (5600.0, 0.0, "the bid is too low"),
        (2000.0, 40.0, "the bid is too low"),
    ],
)
def test_bids_that_do_not_count_change_nothing(amount: float, units: float, reason: str) -> None:
    market = sale()
    assert refusals(market, bid(1000.0)) == []
    assert refusals(market, bid(amount, units, account=OTHER)) == [reason]
    assert money(market, OTHER) == 1e6
    assert refusals(market, bid(10.0, lot=5)) == ["no such lot is on sale"]
    assert refusals(market, take(1.0)) == ["the venue does not offer this action"]
    sound(market)


def test_who_has_no_money_cannot_bid() -> None:
    market = sale()
    market.site.ledger.transfer(market.site.assets.column["USD"], OTHER, KEEPER, 1e6 - 10.0)
    assert refusals(market, bid(11.0, account=OTHER)) == ["the account does not hold enough"]
    assert refusals(market, bid(10.0, account=OTHER)) == []
    sound(market)


@on_both
def test_a_lot_on_which_nobody_bids_is_never_lost_and_begins_anew(kind: str) -> None:
    market = sale(kind)
    pass_time(market, 7200.0)
    assert lots_of(market).book.is_open(0)
    assert refusals(market, bid(1.0)) == ["the auction is over"]
    assert refusals(market, restart()) == []
    assert last(market, AuctionRestarted)["reward"] == 0.0
    assert refusals(market, bid(1.0)) == []
    assert refusals(market, restart()) == ["the auction is not over"]
    sound(market)


def test_bidding_ends_even_if_bids_keep_coming() -> None:
    market = sale()
    pass_time(market, 6900.0)
    assert refusals(market, bid(1000.0)) == []
    pass_time(market, 300.0)
    assert held(market, KEEPER, "ETH") == 50.0


@on_both
def test_a_bundle_that_fails_returns_the_money(kind: str) -> None:
    market = sale(kind)
    assert refusals(market, bid(1000.0, account=OTHER)) == []
    failing = Bundle(account=KEEPER, legs=(bid(2000.0), bid(2001.0)))
    assert refusals(market, failing) == ["the bid is too low"]
    assert (money(market, KEEPER), money(market, OTHER)) == pytest.approx((1e6, 1e6 - 1000.0))
    assert int(lots_of(market).book.bidder[0]) == OTHER
    sound(market)
