"""Two ranges around 2000 USDC per ETH, a wide and a narrow one; published swaps stand in tests/validation/test_uniswap_v3.py."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.market.actions import Action, AddLiquidity, Bundle, RemoveLiquidity, Swap
from firesale.market.errors import BadValueError
from firesale.market.events import AssetListed, LiquidityChanged, Swapped
from firesale.market.founding import OracleTerms
from firesale.market.market import Market
from firesale.market.oracles.twap import Twap
from firesale.market.venues.concentrated_liquidity import ConcentratedLiquidity
from firesale.market.venues.concentrated_terms import ConcentratedLiquidityTerms
from firesale.market.venues.constant_product import ConstantProductCurve
from firesale.market.venues.ticks import LOG_TICK, nearest_usable_tick, sqrt_price_at, tick_at
from tests.markets import PRICES, give, held, refusals, set_price, small_market

FULL = ConcentratedLiquidityTerms("ETH", "USDC", value=4e6, fee=0.003)
TWO = ConcentratedLiquidityTerms("ETH", "USDC", value=4e6, fee=0.003, more_ranges=((0.9, 1.1, 1e6), (1.2, 1.5, 0.0)))
ONE_TICK = math.exp(LOG_TICK)


def market_of(terms: ConcentratedLiquidityTerms, players: int = 3) -> Market:
    market = small_market(players, venues={"swap": terms})
    for account in range(players):
        give(market, account, "ETH", 1e4)
        give(market, account, "USDC", 1e8)
    return market


def pool_of(market: Market) -> ConcentratedLiquidity:
    pool = market.venues["swap"]
    assert isinstance(pool, ConcentratedLiquidity)
    return pool


def swap(amount: object, into: str = "ETH", account: object = 0) -> Swap:
    out = "USDC" if into == "ETH" else "ETH"
    return Swap(account=account, venue="swap", asset_in=into, asset_out=out, amount_in=amount)  # type: ignore[arg-type]


def add(base: float, quote: float, place: int = 0, account: object = 0) -> AddLiquidity:
    return AddLiquidity(
        account=account,  # type: ignore[arg-type]
        venue="swap",
        base_amount=base,
        quote_amount=quote,
        liquidity_range=place,
    )


def remove(shares: object, place: int = 0, account: object = 0) -> RemoveLiquidity:
    return RemoveLiquidity(account=account, venue="swap", shares=shares, liquidity_range=place)  # type: ignore[arg-type]


def unchecked(market: Market, *actions: Action) -> None:
    assert refusals(market, *actions) == []


# --- prices and ticks -------------------------------------------------------------------------------------------------


def test_a_tick_is_a_ten_thousandth_of_the_price() -> None:
    assert sqrt_price_at(0) == 1.0
    assert sqrt_price_at(2) == pytest.approx(1.0001, rel=1e-15)
    assert [tick_at(math.sqrt(price)) for price in (1.0, 1.0001, 1.00005, 0.99995)] == [0, 1, 0, -1]


def test_ends_of_ranges_go_to_the_nearest_usable_tick() -> None:
    assert nearest_usable_tick(1.0, 60) == 0
    assert nearest_usable_tick(ONE_TICK**29, 60) == 0
    assert nearest_usable_tick(ONE_TICK**31, 60) == 60
    assert nearest_usable_tick(ONE_TICK**-31, 60) == -60
    assert [nearest_usable_tick(end, 60) for end in (0.0, 1e-300, math.inf)] == [-887220, -887220, 887220]


def test_it_opens_at_the_fundamental_price_with_half_of_its_value_in_each_asset() -> None:
    pool = pool_of(market_of(FULL))
    assert pool.price == pytest.approx(2000.0)
    ledger = pool.site.ledger
    assert ledger.balance(pool.account, pool.base_column) == pytest.approx(1000.0)
    assert ledger.balance(pool.account, pool.quote_column) == pytest.approx(2e6)
    assert pool.liquidity == pytest.approx([math.sqrt(1000.0 * 2e6)])


# --- trades -----------------------------------------------------------------------------------------------------------


def test_over_all_prices_and_without_fee_it_is_a_constant_product() -> None:
    curve = pool_of(market_of(ConcentratedLiquidityTerms("ETH", "USDC", value=4e6, fee=0.0))).curve()
    product = ConstantProductCurve("ETH", "USDC", 0.0, 1000.0, 2e6)
    for amount in (1e-9, 1.0, 500.0, 1e5):
        assert curve.proceeds(amount) == pytest.approx(product.proceeds(amount), rel=1e-12)
        assert curve.bought(2000.0 * amount) == pytest.approx(product.bought(2000.0 * amount), rel=1e-12)
    assert curve.sale_to_reach(1500.0) == pytest.approx(product.sale_to_reach(1500.0))
    assert curve.purchase_to_reach(2500.0) == pytest.approx(product.purchase_to_reach(2500.0))


def test_a_narrow_range_is_deep_and_then_used_up() -> None:
    """Within 1800 to 2200 both ranges trade: a million there is worth ten times a million over all prices."""
    pool = pool_of(market_of(TWO))
    lower, upper = pool.ranges.lower[1] ** 2, pool.ranges.upper[1] ** 2
    assert lower == pytest.approx(1800.0, rel=0.004)
    assert upper == pytest.approx(2200.0, rel=0.004)
    wide, narrow, nobody = pool.liquidity
    assert narrow > 4.5 * wide
    assert nobody == 0.0
    inside = (wide + narrow) * (1.0 / math.sqrt(lower) - 1.0 / math.sqrt(2000.0))
    outside = wide * (1.0 / math.sqrt(1000.0) - 1.0 / math.sqrt(lower))
    assert pool.curve().sale_to_reach(1000.0) == pytest.approx((inside + outside) / 0.997)


def test_fees_are_kept_apart_and_go_to_the_ranges_that_traded() -> None:
    market = market_of(TWO)
    pool = pool_of(market)
    to_the_end = pool.curve().sale_to_reach(pool.ranges.lower[1] ** 2)
    unchecked(market, swap(to_the_end))
    wide, narrow, nobody = pool.fees[:, 0]
    assert wide + narrow == pytest.approx(0.003 * to_the_end)
    assert narrow / wide == pytest.approx(pool.liquidity[1] / pool.liquidity[0])
    assert nobody == 0.0
    unchecked(market, swap(100.0))
    assert pool.fees[1, 0] == pytest.approx(narrow)
    assert pool.fees[0, 0] == pytest.approx(wide + 0.3)
    assert np.all(pool.fees[:, 1] == 0.0)
    market.check()
    market.audit()


def test_a_stretch_without_liquidity_is_passed_at_no_cost() -> None:
    gap = ConcentratedLiquidityTerms(
        "ETH", "USDC", value=1e6, lower=0.95, upper=1.05, more_ranges=((0.5, 0.8, 1e6),), fee=0.0
    )
    market = market_of(gap)
    pool = pool_of(market)
    unchecked(market, swap(pool.curve().sale_to_reach(pool.ranges.lower[0] ** 2)))
    assert pool.price == pytest.approx(1900.0, rel=0.004)
    assert pool.curve().marginal_sale(0.0) == pytest.approx(1600.0, rel=0.004)
    before = held(market, 0, "USDC")
    unchecked(market, swap(1e-3))
    assert (held(market, 0, "USDC") - before) / 1e-3 == pytest.approx(1600.0, rel=0.004)
    unchecked(market, swap(1e5, "USDC"))
    assert pool.price > 1900.0


def test_an_order_for_more_than_there_is_is_refused() -> None:
    market = market_of(ConcentratedLiquidityTerms("ETH", "USDC", value=1e6, lower=0.9, upper=1.1))
    assert refusals(market, swap(1e4), swap(1e8, "USDC")) == ["the venue is short of cash"] * 2
    curve = pool_of(market).curve()
    assert curve.proceeds(1e4) == pytest.approx(curve.proceeds(curve.sale_to_reach(1000.0)))
    assert curve.marginal_sale(1e4) == curve.marginal_purchase(1e8) == 0.0
    market.check()


def test_orders_of_one_action_are_served_one_after_the_other() -> None:
    market = market_of(TWO)
    unchecked(market, swap(np.full(3, 100.0), account=np.arange(3)))
    first, second, third = (held(market, account, "USDC") for account in range(3))
    assert first > second > third
    table = market.site.log.table(Swapped)
    assert table["price_before"].tolist()[1:] == table["price_after"].tolist()[:-1]


# --- liquidity --------------------------------------------------------------------------------------------------------


def test_shares_are_units_of_liquidity_of_a_range_that_its_provider_chose() -> None:
    market = market_of(TWO)
    pool = pool_of(market)
    before = pool.liquidity.copy()
    unchecked(market, add(10.0, 1e6, place=1))
    assert held(market, 0, "swap:shares:1") == pytest.approx(pool.liquidity[1] - before[1])
    assert held(market, 0, "ETH") == pytest.approx(1e4 - 10.0)
    assert held(market, 0, "swap:shares") == 0.0
    row = market.site.log.table(LiquidityChanged)
    assert row["account"].tolist() == [-1, -1, 0]
    assert row["shares"].tolist() == pytest.approx([*before[:2].tolist(), held(market, 0, "swap:shares:1")])


def test_a_range_above_the_price_takes_base_alone() -> None:
    market = market_of(TWO)
    unchecked(market, add(5.0, 1.0, place=2))
    assert held(market, 0, "ETH") == pytest.approx(1e4 - 5.0)
    assert held(market, 0, "USDC") == 1e8
    to_the_top = pool_of(market).curve().purchase_to_reach(2.0 * 2000.0)
    unchecked(market, swap(to_the_top, "USDC", account=1), remove(held(market, 0, "swap:shares:2"), 2))
    assert held(market, 0, "ETH") == pytest.approx(1e4 - 5.0)
    lower, upper = pool_of(market).ranges.lower[2], pool_of(market).ranges.upper[2]
    sold = 5.0 * lower * upper / (1.0 - 0.003)  # at the geometric mean of both ends, and the fee of those who bought
    assert held(market, 0, "USDC") - 1e8 == pytest.approx(sold)


def test_who_joins_later_has_no_part_of_earlier_fees() -> None:
    market = market_of(FULL)
    unchecked(market, add(1000.0, 1e8), swap(300.0, account=1))
    unchecked(market, add(1000.0, 1e8, account=2))
    bought_in = held(market, 2, "ETH"), held(market, 2, "USDC")
    unchecked(market, remove(held(market, 2, "swap:shares"), account=2))
    assert held(market, 2, "ETH") == pytest.approx(1e4, rel=1e-14)
    assert held(market, 2, "USDC") == pytest.approx(1e8, rel=1e-14)
    assert bought_in[0] < 1e4
    unchecked(market, remove(held(market, 0, "swap:shares")))
    pool = pool_of(market)
    base, quote = pool.ranges.held(float(pool.sqrt_price[0]))
    units = 1000.0 / (1.0 / math.sqrt(2000.0) - 1.0 / pool.ranges.upper[0])
    assert held(market, 0, "ETH") == pytest.approx(1e4 - 1000.0 + units * base[0] + 0.5 * 0.9)
    assert held(market, 0, "USDC") == pytest.approx(1e8 - 2e6 + units * quote[0])


def test_many_orders_of_one_action_are_served_alike() -> None:
    together, apart = market_of(TWO), market_of(TWO)
    both = np.array([0, 1, 0])
    unchecked(together, add(1.0, 1e6, 1, both), remove(np.array([10.0, 20.0, 30.0]), 1, both))
    for account in both.tolist():
        unchecked(apart, add(1.0, 1e6, 1, account))
    for account, shares in ((0, 10.0), (1, 20.0), (0, 30.0)):
        unchecked(apart, remove(shares, 1, account))
    assert together.site.ledger.balances == pytest.approx(apart.site.ledger.balances, rel=1e-12)


def test_what_cannot_be_is_refused() -> None:
    market = market_of(TWO)
    assert refusals(market, add(1.0, 1.0, 3), add(1.0, 1.0, -1), remove(1.0, 3)) == ["the venue has no such range"] * 3
    assert refusals(market, remove(1.0), remove(1.0, 1)) == ["the account does not hold enough"] * 2
    assert refusals(market, add(2e4, 1e9)) == ["the account does not hold enough"]


def test_everybody_may_leave_and_the_price_stays() -> None:
    market = market_of(TWO, players=1)
    pool, ledger = pool_of(market), market.site.ledger
    unchecked(market, swap(700.0), swap(3e5, "USDC"))
    price = pool.price
    for place, column in enumerate(pool.share_columns.tolist()):
        shares = ledger.balance(market.site.world, column)
        if shares > 0.0:
            ledger.transfer(column, market.site.world, 0, shares)
            unchecked(market, remove(shares, place))
    assert ledger.balances[pool.account] == pytest.approx(0.0, abs=1e-7)
    assert pool.price == price
    assert refusals(market, swap(1.0)) == ["the venue is short of cash"]
    market.record()
    unchecked(market, add(1.0, 1e6), swap(0.1))
    market.check()
    market.audit()


def test_a_share_is_worth_its_part_of_reserves_and_fees_at_fundamental_prices() -> None:
    market = market_of(FULL)
    pool = pool_of(market)
    supply = float(pool.liquidity[0])
    assert pool.claim_value("swap:shares") * supply == pytest.approx(4e6)
    unchecked(market, swap(1000.0))
    set_price(market, "ETH", 1000.0)
    reserves = pool.site.ledger.balances[pool.account]
    assert pool.claim_value("swap:shares") * supply == pytest.approx(float(reserves[0] + 1000.0 * reserves[1]))


@settings(max_examples=80, deadline=None, derandomize=True)
@given(data=st.data())
def test_no_sequence_of_trades_and_liquidity_creates_anything(data: st.DataObject) -> None:
    ends = st.tuples(st.floats(0.3, 2.0), st.floats(1.1, 3.0), st.sampled_from([0.0, 1e4, 3e6]))
    more = tuple((low, low * ratio, value) for low, ratio, value in data.draw(st.lists(ends, max_size=4)))
    market = market_of(ConcentratedLiquidityTerms("ETH", "USDC", value=1e6, lower=0.6, upper=1.7, more_ranges=more))
    pool = pool_of(market)
    assert refusals(market, add(1.0, 1e4, len(more))) == []
    for _ in range(8):
        account, place = data.draw(st.integers(0, 2)), data.draw(st.integers(0, len(more)))
        part = data.draw(st.sampled_from([1e-9, 0.01, 0.3, 1.0]))
        shares = part * held(market, account, pool.issued[place])
        trades: list[Action] = [swap(part * 300.0, account=account), swap(part * 5e5, "USDC", account)]
        changes: list[Action] = [add(part * 10.0, part * 1e5, place, account), remove(shares, place, account)]
        refusals(market, data.draw(st.sampled_from(trades + changes)))
        market.check()
        market.audit()
    claims = sum(pool.claim_value(share) * units for share, units in zip(pool.issued, pool.liquidity, strict=True))
    reserves = held(market, pool.account, "USDC") + PRICES["ETH"] * held(market, pool.account, "ETH")
    assert claims == pytest.approx(reserves, rel=1e-9, abs=1e-3)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(sales=st.lists(st.floats(1e-3, 400.0), min_size=1, max_size=5), fee=st.sampled_from([0.0, 0.0005, 0.01]))
def test_a_round_trip_through_ranges_never_gains(sales: list[float], fee: float) -> None:
    terms = ConcentratedLiquidityTerms(
        "ETH", "USDC", value=3e6, more_ranges=((0.9, 1.1, 1e6), (0.5, 0.8, 1e6)), fee=fee
    )
    market = market_of(terms)
    for amount in sales:
        unchecked(market, swap(amount))
    unchecked(market, swap(held(market, 0, "USDC") - 1e8, "USDC"))
    gained = held(market, 0, "ETH") - 1e4
    assert gained == pytest.approx(0.0, abs=1e-8) if fee == 0.0 else gained < 0.0


# --- around it --------------------------------------------------------------------------------------------------------


def test_a_bundle_that_fails_leaves_no_trace() -> None:
    market = market_of(TWO)
    pool = pool_of(market)
    unchecked(market, swap(10.0))
    before = pool.fees.copy(), pool.sqrt_price.copy(), market.site.ledger.balances.copy()
    bundle = Bundle(account=0, legs=(swap(50.0), add(1.0, 1e4, 1), swap(1e9)))
    assert refusals(market, bundle) == ["the account does not hold enough"]
    after = pool.fees, pool.sqrt_price, market.site.ledger.balances
    for old, new in zip(before, after, strict=True):
        np.testing.assert_array_equal(old, new)


def test_its_price_makes_a_geometric_mean() -> None:
    oracles = {"fair": OracleTerms(Twap(window=100.0, mean="geometric"), ("swap",))}
    market = small_market(1, venues={"swap": FULL}, oracles=oracles)
    give(market, 0, "ETH", 1e4)
    unchecked(market, swap(300.0))
    price = pool_of(market).price
    for _ in range(2):
        market.site.log.time += 50.0
        market.report_prices()
    seen = float(market.feeds["fair"].prices[1])
    assert min(price, 2000.0) - 1e-9 <= seen <= 2000.0


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"more_ranges": ((0.5, 0.4, 1.0),)}, "more_ranges.0"),
        ({"more_ranges": ((0.5, 2.0, 1.0), (1.0, 2.0))}, "more_ranges.1"),
        ({"more_ranges": ((0.5, float("nan"), 1.0),)}, "more_ranges.0"),
        ({"more_ranges": ((0.5, 2.0, -1.0),)}, "more_ranges.0"),
        ({"more_ranges": ((1.0, 1.001, 1.0),)}, "more_ranges.0"),
        ({"lower": 0.9999, "upper": 1.0001}, "upper"),
        ({"lower": 1.0}, "lower"),
        ({"value": 0.0}, "value"),
        ({"tick_spacing": 0}, "tick_spacing"),
    ],
)
def test_terms_that_make_no_range_are_refused(fields: dict[str, object], key: str) -> None:
    with pytest.raises(BadValueError, match=rf"ConcentratedLiquidityTerms\.{key}"):
        ConcentratedLiquidityTerms("ETH", "USDC", **({"value": 1.0} | fields))  # type: ignore[arg-type]


def test_it_lists_the_shares_of_every_range() -> None:
    listed = market_of(TWO).site.log.table(AssetListed)
    assert listed["asset"].tolist() == ["ETH", "USDC", "swap:shares", "swap:shares:1", "swap:shares:2"]


def test_the_last_shares_claim_no_more_than_their_range_has() -> None:
    """Beside 10,000 shares the supply counts 1.4 units of its last place as one; when those leave, players hold 2.8 of it and the supply says 2."""
    terms = ConcentratedLiquidityTerms("ETH", "USDC", 4e6, 0.9, 1.1, more_ranges=((0.0, math.inf, 0.0),), fee=0.3)
    market = market_of(terms)
    pool, column = pool_of(market), market.site.assets.column["swap:shares:1"]
    base, quote = (float(each[1]) for each in pool.ranges.held(float(pool.sqrt_price[0])))
    last_place = float(np.spacing(10_000.0))
    for account, shares in ((0, 10_000.0), (1, 1.4 * last_place), (2, 1.4 * last_place)):
        assert refusals(market, add(shares * base, 2.0 * shares * quote, place=1, account=account)) == []
    assert refusals(market, remove(held(market, 0, "swap:shares:1"), place=1, account=0)) == []
    assert market.site.ledger.balances[:, column].sum() > 1.2 * pool.liquidity[1] > 0.0
    assert refusals(market, swap(1000.0, "USDC"), swap(9000.0)) == []
    assert float(pool.fees[1, 0]) > 1.0  # ETH: all that came in after the first range was used up
    both = np.array([1, 2])
    assert refusals(market, remove(market.site.ledger.balances[both, column].copy(), place=1, account=both)) == []
    market.check()
    market.audit()
