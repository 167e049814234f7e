"""Keepers of a Dutch auction: stairs of 10 % a minute from 168, the exchange pays 140 less a thousandth."""

import pytest

from firesale.agents.liquidator.auction_keeper import AuctionKeeper
from firesale.market.auctions.stair_step import StairStep
from firesale.market.events import AuctionEnded, AuctionRestarted, LotTaken, PositionSeized
from firesale.market.liquidation.dutch_auction import DutchAuction
from tests.agents.liquidator.selling import DEEP, FIRST, THIN, act, scene, wait
from tests.market.venues.selling import NAME, last, lots_of
from tests.markets import held, set_price

MECHANISM = DutchAuction(StairStep(60.0, 0.9), 0.1, 1.2, 600.0, 0.3, 5.0, 0.01, smallest_debt=100.0)
KEEPER = AuctionKeeper(pool=NAME, exchange="book", margin=0.01)


def test_an_unsafe_position_is_seized_for_the_reward() -> None:
    market = scene(MECHANISM)
    assert act(market, KEEPER) == []
    assert len(market.site.log.table(PositionSeized)["lot"]) == 1
    assert held(market, FIRST, "USD") == pytest.approx(10_016.0)


def test_nothing_is_taken_above_the_exchanges_price_and_all_below_it() -> None:
    market = scene(MECHANISM)
    act(market, KEEPER)
    wait(market, 60.0)  # 151.2
    act(market, KEEPER)
    assert len(market.site.log.table(LotTaken)["lot"]) == 0
    wait(market, 60.0)  # 136.08
    before = held(market, FIRST, "USD")
    assert act(market, KEEPER) == []
    sold = last(market, LotTaken)
    assert sold["paid"] == pytest.approx(1100.0)
    assert held(market, FIRST, "ETH") == 0.0
    gain = 1100.0 / 136.08 * 140.0 * 0.999 - 1100.0
    assert held(market, FIRST, "USD") - before == pytest.approx(gain, rel=1e-2)
    assert last(market, AuctionEnded)["uncovered"] == 0.0


def test_a_thin_exchange_lets_it_take_a_part() -> None:
    market = scene(MECHANISM, THIN)
    act(market, KEEPER)
    wait(market, 120.0)
    before = held(market, FIRST, "USD")
    assert act(market, KEEPER) == []
    sold = last(market, LotTaken)
    assert 0.0 < float(str(sold["received"])) < 5.0
    assert held(market, FIRST, "USD") > before


def test_it_spends_only_what_it_has() -> None:
    market = scene(MECHANISM, DEEP, cash=300.0)
    act(market, AuctionKeeper(pool=NAME, exchange="book", triggers=True))
    wait(market, 120.0)
    assert act(market, KEEPER) == []
    assert float(str(last(market, LotTaken)["paid"])) <= 316.0
    assert held(market, FIRST, "USD") > 316.0


def test_it_begins_an_auction_anew_that_nobody_took() -> None:
    market = scene(MECHANISM)
    act(market, KEEPER)
    set_price(market, "ETH", 20.0)  # worth less than any price before the end
    wait(market, 601.0)
    assert act(market, KEEPER) == []
    assert len(market.site.log.table(AuctionRestarted)["lot"]) == 1
    assert lots_of(market).book.top[0] == pytest.approx(24.0)


def test_who_does_not_trigger_waits_for_others() -> None:
    market = scene(MECHANISM)
    act(market, AuctionKeeper(pool=NAME, exchange="book", triggers=False))
    assert len(market.site.log.table(PositionSeized)["lot"]) == 0


def test_a_fee_above_the_profit_is_not_paid() -> None:
    market = scene(MECHANISM)
    act(market, KEEPER)
    wait(market, 120.0)
    act(market, AuctionKeeper(pool=NAME, exchange="book", priority_fee=50.0))
    assert len(market.site.log.table(LotTaken)["lot"]) == 0
