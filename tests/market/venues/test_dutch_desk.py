"""Dutch auctions of a lending pool and of vaults: 10 ETH against 1000, seized at 140; stairs of 10 % a minute from 168."""

import pytest

from firesale.market.actions import Action, Bundle, FlashLoan
from firesale.market.auctions.stair_step import StairStep
from firesale.market.events import AuctionEnded, AuctionRestarted, LotTaken, PositionSeized
from firesale.market.liquidation.dutch_auction import DutchAuction
from firesale.market.market import Market
from firesale.market.venues.lending_pool import LendingPoolTerms
from firesale.market.venues.vaults.vaults import VaultsOpening
from tests.market.venues.selling import (
    KEEPER,
    NAME,
    OTHER,
    OWNER,
    bid,
    crash,
    dutch_in,
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
from tests.markets import held, refusals, set_price

MECHANISM = DutchAuction(StairStep(60.0, 0.9), 0.1, 1.2, 600.0, 0.5, 5.0, 0.01, smallest_debt=100.0)
KINDS: dict[str, LendingPoolTerms | VaultsOpening] = {"pool": pool_terms(MECHANISM), "vaults": vaults_terms(MECHANISM)}
on_both = pytest.mark.parametrize("kind", sorted(KINDS))


def money(kind: str) -> str:
    return KINDS[kind].debt[0]


def sale(kind: str = "pool") -> Market:
    market = market_of(KINDS[kind])
    pledge(market, OWNER, 10.0, 1000.0)
    crash(market, 140.0)
    return market


@on_both
def test_a_position_becomes_a_lot_and_the_keeper_is_rewarded(kind: str) -> None:
    market = sale(kind)
    book = lots_of(market).book
    assert (book.units[0], book.tab[0], book.debt[0], book.top[0]) == pytest.approx((10.0, 1100.0, 1016.0, 168.0))
    assert held(market, KEEPER, money(kind)) == pytest.approx(1e6 + 16.0)
    assert market.site.ledger.balance(lots_of(market).account, lots_of(market).collateral) == 10.0
    assert pool_in(market).book.debt[pool_in(market).book.row_of[OWNER], 0] == 0.0


@on_both
def test_a_lot_is_taken_in_parts_until_the_tab_is_raised(kind: str) -> None:
    market = sale(kind)
    owner = held(market, OWNER, "ETH")
    pass_time(market, 60.0)  # 151.2
    assert refusals(market, take(5.0)) == []
    sound(market)
    pass_time(market, 60.0)  # 136.08
    assert refusals(market, take(5.0, account=OTHER)) == []
    sound(market)
    assert held(market, KEEPER, "ETH") == 5.0
    rest = (1100.0 - 756.0) / 136.08
    assert held(market, OTHER, "ETH") == pytest.approx(rest)
    assert held(market, OWNER, "ETH") - owner == pytest.approx(5.0 - rest)
    ended = last(market, AuctionEnded)
    assert (ended["raised"], ended["uncovered"], ended["seconds"]) == pytest.approx((1100.0, 0.0, 120.0))
    assert pool_in(market).reserves.surplus(0) + float(pool_in(market).reserves.protocol_claims[0]) == pytest.approx(
        84.0, abs=1e-6
    )


@on_both
def test_a_lot_that_raises_too_little_leaves_a_loss(kind: str) -> None:
    market = sale(kind)
    pass_time(market, 360.0)  # 168 * .9^6 = 89.28
    assert refusals(market, take(10.0)) == []
    sound(market)
    raised = 10.0 * 168.0 * 0.9**6
    assert last(market, LotTaken)["paid"] == pytest.approx(raised)
    assert pool_in(market).reserves.deficit[0] == pytest.approx(1016.0 - raised)
    assert pool_in(market).reserves.on_sale[0] == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        (take(1.0, lot=7), "no such lot is on sale"),
        (take(1.0, largest=167.0), "less than the least amount asked for"),
        (bid(100.0), "the venue does not offer this action"),
        (restart(), "the auction is not over"),
        (trigger(), "the position is safe"),
    ],
)
def test_what_is_refused_changes_nothing(order: Action, reason: str) -> None:
    market = sale()
    before = lots_of(market).book.tab[0], held(market, KEEPER, "USD")
    refused = refusals(market, order)
    assert refused == [reason]
    assert (lots_of(market).book.tab[0], held(market, KEEPER, "USD")) == before
    sound(market)


def test_who_cannot_pay_gets_nothing() -> None:
    market = sale()
    market.site.ledger.transfer(market.site.assets.column["USD"], OTHER, KEEPER, 1e6)
    assert refusals(market, take(1.0, account=OTHER)) == ["the account does not hold enough"]
    sound(market)


def test_a_take_that_would_leave_too_little_is_cut_and_refused_when_there_is_too_little_already() -> None:
    market = sale()
    assert refusals(market, take(6.4)) == []  # 1075.2 would leave 24.8 of the 110 that must stay
    assert lots_of(market).book.tab[0] == pytest.approx(110.0)
    assert refusals(market, take(0.1)) == ["would leave dust"]
    assert refusals(market, take(5.0)) == []
    sound(market)


def test_a_safe_position_is_not_seized() -> None:
    market = market_of(KINDS["pool"])
    pledge(market, OWNER, 10.0, 1000.0)
    assert refusals(market, trigger()) == ["the position is safe"]
    assert refusals(market, trigger(borrower=KEEPER)) == ["no such position"]


def test_there_is_only_so_much_room_on_sale() -> None:
    terms = pool_terms(DutchAuction(most_on_sale=660.0, smallest_debt=100.0, flat_reward=0.0, penalty=0.1))
    market = market_of(terms)
    pledge(market, OWNER, 10.0, 1000.0)
    crash(market, 140.0)
    assert last(market, PositionSeized)["repaid"] == pytest.approx(600.0)
    assert refusals(market, trigger()) == ["no more may be put on sale now"]
    assert refusals(market, take(10.0)) == []
    assert refusals(market, trigger()) == []
    sound(market)


@on_both
def test_an_auction_that_is_over_begins_anew_at_the_price_now(kind: str) -> None:
    market = sale(kind)
    pass_time(market, 601.0)
    set_price(market, "ETH", 120.0)
    assert refusals(market, take(1.0)) == ["the auction is over"]
    assert refusals(market, restart(account=OTHER)) == []
    sound(market)
    assert dutch_in(market).price(0) == pytest.approx(144.0)
    assert last(market, AuctionRestarted)["reward"] == pytest.approx(16.0)
    assert lots_of(market).book.debt[0] == pytest.approx(1032.0)
    assert refusals(market, restart()) == ["the auction is not over"]


@on_both
def test_a_bundle_that_fails_leaves_no_trace_of_a_sale(kind: str) -> None:
    market = market_of(KINDS[kind])
    pledge(market, OWNER, 10.0, 1000.0)
    set_price(market, "ETH", 140.0)
    log, tab = market.site.log.mark(), lots_of(market).tab()
    legs = (trigger(), take(3.0), take(1.0, largest=1.0))
    assert refusals(market, Bundle(account=KEEPER, legs=legs)) == ["less than the least amount asked for"]
    sound(market)
    assert (lots_of(market).book.rows, lots_of(market).tab()) == (0, tab)
    assert held(market, KEEPER, "ETH") == 0.0
    assert pool_in(market).reserves.on_sale[0] == 0.0
    kinds = {type(event).__name__ for event in market.site.log.since(log)}
    assert kinds == {"ActionRefused"}
    assert refusals(market, Bundle(account=KEEPER, legs=legs[:2])) == []
    sound(market)
    assert held(market, KEEPER, "ETH") == 3.0


def test_the_lots_after_many_lots_are_nobodys() -> None:
    market = market_of(KINDS["pool"])
    for _ in range(20):
        set_price(market, "ETH", 200.0)
        pledge(market, OWNER, 10.0, 1000.0)
        crash(market, 140.0)
    assert len(lots_of(market).book.on_sale()) == 20
    assert refusals(market, take(10.0, lot=19)) == []
    sound(market)


def test_a_loan_of_the_pool_may_pay_for_its_own_lot() -> None:
    market = sale()
    pass_time(market, 120.0)
    loan = FlashLoan(account=KEEPER, venue=NAME, asset="USD", amount=300.0, legs=(take(2.0),))
    assert refusals(market, loan) == []
    assert held(market, KEEPER, "ETH") == 2.0
    sound(market)


@on_both
def test_nothing_begins_at_a_price_of_nothing(kind: str) -> None:
    """clip.sol, `kick` and `redo`: "zero-top-price". Otherwise the lot would be taken for nothing where `lowest` is 0."""
    market = market_of(KINDS[kind])
    pledge(market, OWNER, 10.0, 1000.0)
    set_price(market, "ETH", 0.0)
    assert refusals(market, trigger()) == ["no more may be put on sale now"]
    later = sale(kind)
    pass_time(later, 601.0)
    set_price(later, "ETH", 0.0)
    assert refusals(later, restart(account=OTHER)) == ["no more may be put on sale now"]
