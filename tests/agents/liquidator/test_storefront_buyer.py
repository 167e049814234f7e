"""Buyers at a storefront that asks 97 % of the oracle's price; the exchange pays 99.9 %."""

import numpy as np
import pytest

from firesale.agents.liquidator.storefront_buyer import StorefrontBuyer
from firesale.market.events import LotTaken, PositionSeized
from firesale.market.liquidation.absorb import Absorb
from tests.agents.liquidator.selling import DEEP, FIRST, THIN, act, scene
from tests.market.venues.selling import NAME, storefront_of
from tests.markets import held

MECHANISM = Absorb(np.array([0.95]), 0.6)
BUYER = StorefrontBuyer(pool=NAME, exchange="book")


def test_a_position_is_absorbed_and_then_bought_and_sold() -> None:
    market = scene(MECHANISM)
    assert act(market, BUYER) == []
    assert len(market.site.log.table(PositionSeized)["lot"]) == 1
    assert act(market, BUYER) == []
    assert storefront_of(market).held[0] == pytest.approx(0.0, abs=1e-6)
    assert held(market, FIRST, "USD") - 10_000.0 == pytest.approx(10.0 * 140.0 * 0.029, rel=1e-3)


def test_a_thin_exchange_takes_a_part_and_several_buyers_do_not_sell_into_each_other() -> None:
    market = scene(MECHANISM, THIN)
    act(market, BUYER, size=3)
    assert act(market, BUYER, size=3) == []
    assert 0.0 < storefront_of(market).held[0] < 10.0
    assert all(held(market, FIRST + i, "USD") >= 10_000.0 for i in range(3))


def test_it_spends_only_what_it_has() -> None:
    market = scene(MECHANISM, DEEP, cash=300.0)
    act(market, BUYER)
    assert act(market, BUYER) == []
    assert market.site.log.table(LotTaken)["paid"].sum() == pytest.approx(300.0)


def test_no_discount_no_purchase() -> None:
    market = scene(Absorb(np.array([0.95]), 0.0))
    act(market, BUYER)
    assert act(market, BUYER) == []
    assert len(market.site.log.table(LotTaken)["lot"]) == 0
