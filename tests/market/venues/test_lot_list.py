"""What everybody sees of auctions and of a storefront, late where information is late."""

import numpy as np
import pytest

from firesale.market.auctions.stair_step import StairStep
from firesale.market.liquidation.absorb import Absorb
from firesale.market.liquidation.dutch_auction import DutchAuction
from firesale.market.liquidation.english_auction import EnglishAuction
from firesale.market.market import Market
from firesale.market.venues.credit_quote import CreditQuote
from tests.market.venues.selling import KEEPER, NAME, OWNER, bid, buy, crash, market_of, pass_time, pledge, pool_terms
from tests.markets import refusals

DUTCH = DutchAuction(StairStep(60.0, 0.9), 0.1, 1.2, 600.0, 0.5, 0.0, 0.0, smallest_debt=100.0)


def seen(market: Market) -> CreditQuote:
    return market.look().credit(NAME)


def sale(mechanism: DutchAuction | EnglishAuction | Absorb) -> Market:
    market = market_of(pool_terms(mechanism))
    pledge(market, OWNER, 10.0, 1000.0)
    crash(market, 140.0)
    return market


def test_a_dutch_lot_shows_the_price_of_now() -> None:
    market = sale(DUTCH)
    pass_time(market, 120.0)
    lots = seen(market).lots
    assert (lots.number.tolist(), lots.owner.tolist()) == ([0], [OWNER])
    assert (lots.units[0], lots.tab[0], lots.age[0]) == pytest.approx((10.0, 1100.0, 120.0))
    assert lots.price[0] == pytest.approx(168.0 * 0.81)
    assert not lots.over[0]


def test_an_english_lot_shows_the_highest_bid() -> None:
    market = sale(EnglishAuction(penalty=0.1))
    assert seen(market).lots.bidder.tolist() == [-1]
    assert refusals(market, bid(500.0)) == []
    lots = seen(market).lots
    assert (lots.bid[0], lots.kept[0], lots.price[0], lots.bidder[0]) == (500.0, 10.0, 50.0, KEEPER)


def test_a_storefront_shows_prices_and_what_is_left() -> None:
    market = sale(Absorb(np.array([0.95]), 0.6))
    assert refusals(market, buy(135.8)) == []
    front = seen(market).storefront
    assert front is not None
    assert (front.price[0], front.held[0], front.open) == (pytest.approx(135.8), pytest.approx(9.0), True)
    assert len(seen(market).lots.number) == 0


def test_what_is_remembered_is_not_what_is_there_later() -> None:
    market = sale(DUTCH)
    before = market.look().remember()
    pass_time(market, 180.0)
    assert before.credit(NAME).lots.price[0] == pytest.approx(168.0)
    assert seen(market).lots.price[0] == pytest.approx(168.0 * 0.9**3)
    assert seen(market).storefront is None
