"""Around 2000 USDC per ETH: levels of 100,000 USDC (50 ETH) each, a thousandth apart, unless said otherwise."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.market.actions import Bundle, Swap
from firesale.market.errors import BadValueError
from firesale.market.events import ResilienceStated, Swapped
from firesale.market.market import Market
from firesale.market.venues.level_book import LevelBook, LevelBookTerms
from firesale.market.venues.order_book import ImpactCurve
from tests.markets import give, held, refusals, set_price, small_market

EVEN = LevelBookTerms("ETH", "USDC", level_size=1e5, fee=0.0)
GROWING = LevelBookTerms("ETH", "USDC", level_size=1e5, growth=2.0, levels=3, fee=0.0)


def market_of(terms: LevelBookTerms = EVEN) -> Market:
    market = small_market(2, venues={"book": terms})
    for account in range(2):
        give(market, account, "ETH", 1e5)
        give(market, account, "USDC", 1e8)
    return market


def book_of(market: Market) -> LevelBook:
    book = market.venues["book"]
    assert isinstance(book, LevelBook)
    return book


def swap(amount: object, into: str = "ETH") -> Swap:
    out = "USDC" if into == "ETH" else "ETH"
    return Swap(account=0, venue="book", asset_in=into, asset_out=out, amount_in=amount)  # type: ignore[arg-type]


def relax(market: Market, seconds: float) -> None:
    market.move_prices(market.site.assets.values[: market.site.assets.base_count].copy(), seconds)


def test_a_sale_walks_down_level_by_level() -> None:
    market = market_of(GROWING)  # 50, 100, 200, 200, ... ETH per level
    assert book_of(market).terms.sizes.tolist() == [1e5, 2e5, 4e5]
    assert refusals(market, swap(150.0)) == []
    assert book_of(market).price == pytest.approx(2000.0 * math.exp(-0.002), rel=1e-14)
    got = 2000.0 * 1000.0 * (50.0 * (1.0 - math.exp(-0.001)) + 100.0 * (math.exp(-0.001) - math.exp(-0.002)))
    assert held(market, 0, "USDC") - 1e8 == pytest.approx(got, abs=1e-6)
    assert refusals(market, swap(500.0)) == []
    assert book_of(market).price == pytest.approx(2000.0 * math.exp(-0.0045), rel=1e-14)


def test_a_purchase_walks_up_level_by_level() -> None:
    market = market_of(GROWING)
    spent = 2000.0 * 1000.0 * (50.0 * math.expm1(0.001) + 100.0 * math.exp(0.001) * math.expm1(0.0005))
    assert refusals(market, swap(spent, "USDC")) == []
    assert book_of(market).price == pytest.approx(2000.0 * math.exp(0.0015))
    assert held(market, 0, "ETH") - 1e5 == pytest.approx(100.0)


def test_even_levels_are_the_aggregate_book_of_the_same_depth() -> None:
    """A level of 100,000 per thousandth is a depth of 1,000,000 per hundredth."""
    even, whole = book_of(market_of()).curve(), ImpactCurve("ETH", "USDC", 0.0, 2000.0, 0.01 * 2000.0 / 1e6)
    for amount in (1e-6, 30.0, 700.0, 2e4):
        assert even.proceeds(amount) == pytest.approx(whole.proceeds(amount), rel=1e-12)
        assert even.marginal_sale(amount) == pytest.approx(whole.marginal_sale(amount))
    assert even.sale_to_reach(1900.0) == pytest.approx(whole.sale_to_reach(1900.0))


def test_who_buys_back_at_once_pays_for_the_gap() -> None:
    market = market_of()
    assert refusals(market, swap(500.0)) == []
    got = held(market, 0, "USDC") - 1e8
    assert book_of(market).curve().marginal_purchase(0.0) == pytest.approx(1.0 / 2000.0)  # the asks are where they were
    assert refusals(market, swap(got, "USDC")) == []
    bought = math.log1p(got / (2000.0 * 50_000.0)) * 50_000.0
    assert held(market, 0, "ETH") - 1e5 + 500.0 == pytest.approx(bought)
    assert bought < 500.0 * (1.0 - 0.009)
    assert book_of(market).displacement == pytest.approx([-0.01, bought / 50_000.0, bought / 50_000.0])


def test_half_of_a_gap_is_closed_after_the_half_life() -> None:
    market = market_of()
    assert refusals(market, swap(500.0)) == []
    relax(market, 3600.0)
    assert book_of(market).displacement == pytest.approx([-0.005, 0.0, -0.005])
    assert book_of(market).price == pytest.approx(2000.0 * math.exp(-0.005))
    relax(market, 1e9)
    assert book_of(market).price == pytest.approx(2000.0)


def test_two_sales_with_a_pause_bring_more_than_one() -> None:
    at_once, slowly = market_of(), market_of()
    assert refusals(at_once, swap(1000.0)) == []
    for _ in range(2):
        assert refusals(slowly, swap(500.0)) == []
        relax(slowly, 3600.0)
    assert held(slowly, 0, "USDC") > held(at_once, 0, "USDC")


def test_the_book_follows_the_fundamental_price_and_keeps_its_sizes_in_quote_units() -> None:
    market = market_of()
    assert refusals(market, swap(500.0)) == []
    set_price(market, "ETH", 1000.0)
    assert book_of(market).price == pytest.approx(1000.0 * math.exp(-0.01))
    assert book_of(market).curve().sale_to_reach(1000.0 * math.exp(-0.011)) == pytest.approx(100.0)


def test_orders_of_one_action_are_served_one_after_the_other() -> None:
    market = market_of(GROWING)
    assert refusals(market, swap(np.array([40.0, 40.0, 400.0]))) == []
    table = market.site.log.table(Swapped)
    assert table["price_before"].tolist()[1:] == table["price_after"].tolist()[:-1]
    alone = market_of(GROWING)
    assert refusals(alone, swap(480.0)) == []
    assert table["amount_out"].sum() == pytest.approx(held(alone, 0, "USDC") - 1e8)


def test_an_order_beyond_the_inventory_is_refused_and_leaves_no_trace() -> None:
    market = market_of(LevelBookTerms("ETH", "USDC", level_size=1e5, inventory=10.0))
    assert refusals(market, swap(1000.0)) == ["the venue is short of cash"]
    bundle = Bundle(account=0, legs=(swap(100.0), swap(1000.0)))
    assert refusals(market, bundle) == ["the venue is short of cash"]
    assert not book_of(market).displacement.any()
    market.check()
    market.audit()


@settings(max_examples=80, deadline=None, derandomize=True)
@given(data=st.data(), growth=st.sampled_from([0.5, 1.0, 1.6]), fee=st.sampled_from([0.0, 0.001]))
def test_no_round_trip_gains_at_a_price_that_stands_still(data: st.DataObject, growth: float, fee: float) -> None:
    market = market_of(LevelBookTerms("ETH", "USDC", level_size=1e5, growth=growth, levels=6, fee=fee))
    for _ in range(6):
        part = data.draw(st.floats(1e-6, 1.0))
        order = swap(part * 300.0) if data.draw(st.booleans()) else swap(part * 6e5, "USDC")
        assert refusals(market, order) == []
        relax(market, data.draw(st.sampled_from([0.0, 60.0, 3600.0])))
    worth = held(market, 0, "USDC") - 1e8 + 2000.0 * (held(market, 0, "ETH") - 1e5)
    assert worth <= 1e-5
    market.check()
    market.audit()


def test_it_says_how_it_comes_back() -> None:
    table = market_of().site.log.table(ResilienceStated)
    assert (table["half_life"].tolist(), table["permanent_share"].tolist()) == ([3600.0], [0.0])


@pytest.mark.parametrize(
    ("fields", "key"),
    [({"growth": 0.0}, "growth"), ({"levels": 0}, "levels"), ({"spacing": 0.0}, "spacing"), ({"fee": 1.0}, "fee")],
)
def test_terms_that_make_no_book_are_refused(fields: dict[str, float], key: str) -> None:
    with pytest.raises(BadValueError, match=rf"LevelBookTerms\.{key}"):
        LevelBookTerms("ETH", "USDC", level_size=1.0, **fields)  # type: ignore[arg-type]
