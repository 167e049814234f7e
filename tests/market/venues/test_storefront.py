"""A storefront: 10 WETH (called ETH) against 16,000, absorbed at 1700; owners get 95 % of the value, buyers pay 97 %."""

import numpy as np
import pytest

from firesale.market.actions import Action, Bundle
from firesale.market.events import LotTaken, PositionSeized
from firesale.market.liquidation.absorb import Absorb
from firesale.market.market import Market
from tests.market.venues.selling import (
    KEEPER,
    OWNER,
    buy,
    crash,
    last,
    market_of,
    pass_time,
    pledge,
    pool_in,
    pool_terms,
    sound,
    storefront_of,
    take,
    trigger,
)
from tests.markets import held, refusals, set_price

TERMS = pool_terms(Absorb(np.array([0.95]), 0.6), 1.0 / 0.9)
START = {"USD": 1.0, "ETH": 2000.0}


def absorbed(price: float = 1700.0) -> Market:
    market = market_of(TERMS, START)
    pledge(market, OWNER, 10.0, 16_000.0)
    crash(market, price)
    return market


def test_the_owner_gets_a_deposit_and_the_storefront_the_collateral() -> None:
    market = absorbed()
    assert held(market, OWNER, "place:USD") == pytest.approx(150.0)
    assert storefront_of(market).held.tolist() == [10.0]
    assert pool_in(market).reserves.on_sale[0] == pytest.approx(16_150.0)
    assert last(market, PositionSeized)["penalty"] == pytest.approx(-150.0)


def test_what_the_storefront_cannot_bring_is_a_loss_at_once() -> None:
    market = absorbed(1500.0)
    reserves = pool_in(market).reserves
    assert reserves.deficit[0] == pytest.approx(16_000.0 - 14_550.0)
    assert reserves.on_sale[0] == pytest.approx(14_550.0)


def test_buyers_pay_the_oracles_price_less_their_part_of_the_penalty() -> None:
    market = absorbed()
    assert refusals(market, buy(1649.0)) == []
    assert held(market, KEEPER, "ETH") == pytest.approx(1.0)
    assert last(market, LotTaken)["lot"] == -1
    sound(market)


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        (buy(1649.0, least=1.001), "less than the least amount asked for"),
        (buy(20_000.0), "the venue is short of cash"),
        (take(1.0), "the venue does not offer this action"),
        (trigger(), "the position is safe"),
    ],
)
def test_what_is_refused_changes_nothing(order: Action, reason: str) -> None:
    market = absorbed()
    assert refusals(market, order) == [reason]
    assert storefront_of(market).held.tolist() == [10.0]
    sound(market)


def test_nothing_is_sold_while_the_protocol_has_enough() -> None:
    terms = pool_terms(Absorb(np.array([0.95]), 0.6, target_reserves=0.0), 1.0 / 0.9)
    market = market_of(terms, START)
    pledge(market, OWNER, 10.0, 16_000.0)
    crash(market, 1700.0)
    set_price(market, "ETH", 3000.0)
    assert refusals(market, buy(16_200.0)) == []  # from -16,150 to 50
    assert refusals(market, buy(100.0)) == ["the venue does not offer this action"]
    sound(market)


def test_when_nothing_is_left_to_sell_what_was_not_raised_is_a_loss() -> None:
    market = absorbed()
    set_price(market, "ETH", 1000.0)
    assert refusals(market, buy(9700.0)) == []
    pass_time(market, 60.0)
    assert pool_in(market).reserves.on_sale[0] == pytest.approx(0.0, abs=1e-9)
    assert pool_in(market).reserves.deficit[0] == pytest.approx(16_150.0 - 9700.0)


def test_a_bundle_that_fails_leaves_the_position() -> None:
    market = market_of(TERMS, START)
    pledge(market, OWNER, 10.0, 16_000.0)
    set_price(market, "ETH", 1700.0)
    assert refusals(market, Bundle(account=KEEPER, legs=(trigger(), buy(1649.0), buy(1649.0, least=9.0)))) == [
        "less than the least amount asked for"
    ]
    assert storefront_of(market).held.tolist() == [0.0]
    assert held(market, OWNER, "place:USD") == 0.0
    sound(market)
    assert refusals(market, Bundle(account=KEEPER, legs=(trigger(), buy(1649.0)))) == []
    assert held(market, KEEPER, "ETH") == pytest.approx(1.0)
    sound(market)
