"""Depth of 1,000,000 USDC per one per cent around 2000 USDC per ETH: one ETH moves the log price by 0.01 x 2000 / 1e6 = 0.00002."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.market.actions import Motive, Swap
from firesale.market.events import Swapped
from firesale.market.market import Market
from firesale.market.venues.order_book import ImpactCurve, OrderBook, OrderBookTerms
from tests.markets import give, held, refusals, set_price, small_market

TERMS = OrderBookTerms("ETH", "USDC", depth=1e6, half_life=3600.0, permanent_share=0.25, fee=0.0)
IMPACT = 0.00002


def market_of(terms: OrderBookTerms = TERMS, without_impact: frozenset[str] = frozenset()) -> Market:
    market = small_market(2, venues={"book": terms}, without_impact=without_impact)
    give(market, 0, "ETH", 1e5)
    give(market, 0, "USDC", 1e8)
    return market


def book_of(market: Market) -> OrderBook:
    book = market.venues["book"]
    assert isinstance(book, OrderBook)
    return book


def swap(amount: object, into: str = "ETH", motive: Motive = Motive.NONE) -> Swap:
    out = "USDC" if into == "ETH" else "ETH"
    return Swap(account=0, venue="book", asset_in=into, asset_out=out, amount_in=amount, motive=motive)  # type: ignore[arg-type]


def relax(market: Market, seconds: float) -> None:
    market.move_prices(market.site.assets.values[: market.site.assets.base_count].copy(), seconds)


def test_selling_the_depth_moves_the_price_by_one_per_cent() -> None:
    market = market_of()
    assert refusals(market, swap(500.0)) == []
    assert book_of(market).price == pytest.approx(2000.0 * math.exp(-0.01), rel=1e-14)
    got = 2000.0 * (1.0 - math.exp(-0.01)) / IMPACT
    assert held(market, 0, "USDC") - 1e8 == pytest.approx(got, abs=1e-6)


def test_a_purchase_moves_the_price_up_by_what_it_spends() -> None:
    market = market_of()
    assert refusals(market, swap(1e6, "USDC")) == []
    assert book_of(market).price == pytest.approx(2020.0)  # linear in quote: 1e6 x 0.00002 = 20
    assert held(market, 0, "ETH") - 1e5 == pytest.approx(math.log(1.01) / IMPACT)


def test_the_fee_is_taken_from_what_comes_in_and_moves_no_price() -> None:
    market = market_of(OrderBookTerms("ETH", "USDC", depth=1e6, fee=0.01))
    assert refusals(market, swap(100.0)) == []
    assert book_of(market).price == pytest.approx(2000.0 * math.exp(-99.0 * IMPACT))
    assert market.site.log.table(Swapped)["fee"].tolist() == [1.0]


def test_half_of_the_temporary_part_is_gone_after_the_half_life_and_the_permanent_part_stays() -> None:
    market = market_of()
    assert refusals(market, swap(1000.0)) == []  # log price -0.02: 0.015 temporary, 0.005 permanent
    assert book_of(market).displacement == pytest.approx([-0.015, -0.005])
    relax(market, 3600.0)
    assert book_of(market).displacement == pytest.approx([-0.0075, -0.005])
    relax(market, 1800.0)
    assert book_of(market).displacement == pytest.approx([-0.0075 * math.sqrt(0.5), -0.005])
    relax(market, 1e9)
    assert book_of(market).price == pytest.approx(2000.0 * math.exp(-0.005))
    relax(market, 0.0)
    assert book_of(market).price == pytest.approx(2000.0 * math.exp(-0.005))


def test_the_book_follows_the_fundamental_price_and_keeps_its_displacement() -> None:
    market = market_of()
    assert refusals(market, swap(1000.0)) == []
    set_price(market, "ETH", 1000.0)
    assert book_of(market).price == pytest.approx(1000.0 * math.exp(-0.02))
    assert book_of(market).curve().impact == pytest.approx(IMPACT / 2)  # the depth stays the same in quote units


def test_orders_without_impact_trade_at_the_margin_with_the_rest_of_the_world() -> None:
    market = market_of(without_impact=frozenset({"liquidation"}))
    world = market.site.world
    give(market, world, "USDC", 1e7)
    assert refusals(market, swap(np.array([100.0, 200.0]), motive=Motive.LIQUIDATION)) == []
    assert book_of(market).price == 2000.0
    assert held(market, 0, "USDC") - 1e8 == pytest.approx(600_000.0)
    assert market.site.ledger.balance(world, 1) == 300.0
    table = market.site.log.table(Swapped)
    assert table["price_after"].tolist() == table["price_before"].tolist() == [2000.0, 2000.0]
    assert refusals(market, swap(1e5 - 300.0, motive=Motive.LIQUIDATION)) == ["the venue is short of cash"]
    assert refusals(market, swap(100.0)) == []
    assert book_of(market).price < 2000.0


def test_an_order_beyond_the_inventory_or_that_would_bring_the_price_to_nothing_is_refused() -> None:
    market = market_of(OrderBookTerms("ETH", "USDC", depth=1e6, inventory=1.0))
    assert refusals(market, swap(1000.0)) == ["the venue is short of cash"]
    deep = market_of(OrderBookTerms("ETH", "USDC", depth=10.0))
    for _ in range(5):
        refusals(deep, swap(1e5), swap(2e4), swap(1e3))
        assert book_of(deep).price > 0.0
    assert refusals(deep, swap(1.0, "USDC")) == []
    deep.check()
    deep.audit()


amounts = st.lists(st.floats(1e-3, 5e3), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(sales=amounts, fee=st.sampled_from([0.0, 0.001]))
def test_a_round_trip_without_delay_gains_nothing(sales: list[float], fee: float) -> None:
    market = market_of(OrderBookTerms("ETH", "USDC", depth=1e6, fee=fee))
    for amount in sales:
        assert refusals(market, swap(amount)) == []
    got = held(market, 0, "USDC") - 1e8
    for part in np.random.default_rng(len(sales)).dirichlet(np.ones(3)) * got:
        assert refusals(market, swap(float(part), "USDC")) == []
    gained = held(market, 0, "ETH") - 1e5
    assert gained <= 1e-9 * 1e5
    if fee == 0.0:
        assert gained == pytest.approx(0.0, abs=1e-7)
    market.check()
    market.audit()


def test_splitting_a_sale_over_time_costs_less_than_selling_at_once() -> None:
    at_once, slowly = market_of(), market_of()
    assert refusals(at_once, swap(1000.0)) == []
    for _ in range(10):
        assert refusals(slowly, swap(100.0)) == []
        relax(slowly, 3600.0)
    assert held(slowly, 0, "USDC") > held(at_once, 0, "USDC")


def test_the_curve_reaches_a_price_by_hand() -> None:
    curve = ImpactCurve("ETH", "USDC", 0.001, 2000.0, IMPACT)
    assert curve.sale_to_reach(2000.0 * math.exp(-0.01)) == pytest.approx(500.0 / 0.999)
    assert curve.purchase_to_reach(2020.0) == pytest.approx(1e6 / 0.999)
    assert curve.sale_to_reach(2001.0) == curve.purchase_to_reach(1999.0) == 0.0
