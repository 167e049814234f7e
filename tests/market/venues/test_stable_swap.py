"""A million of each coin, amplification 200, unless said otherwise; published swaps stand in tests/validation/test_curve_stable_swap.py."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.market.actions import AddLiquidity, Bundle, RemoveLiquidity, Swap
from firesale.market.errors import BadValueError
from firesale.market.events import AssetListed, LiquidityChanged, Swapped
from firesale.market.market import Market
from firesale.market.venues.solving import falling_root
from firesale.market.venues.stable_curve import StableCurve
from firesale.market.venues.stable_math import invariant, received, spread_of
from firesale.market.venues.stable_swap import StableSwap, StableSwapTerms
from tests.markets import give, held, refusals, set_price, small_market

PRICES = {"USDC": 1.0, "DAI": 1.0, "USDT": 1.0}
TWO = StableSwapTerms("DAI", "USDC", base_reserve=1e6)
THREE = StableSwapTerms("DAI", "USDC", base_reserve=1e6, more_coins=("USDT",))


def market_of(terms: StableSwapTerms, players: int = 3) -> Market:
    market = small_market(players, venues={"swap": terms}, prices=PRICES, oracles={})
    for account in range(players):
        for coin in PRICES:
            give(market, account, coin, 1e7)
    return market


def pool_of(market: Market) -> StableSwap:
    pool = market.venues["swap"]
    assert isinstance(pool, StableSwap)
    return pool


def swap(amount: object, into: str = "DAI", account: object = 0) -> Swap:
    out = "USDC" if into == "DAI" else "DAI"
    return Swap(account=account, venue="swap", asset_in=into, asset_out=out, amount_in=amount)  # type: ignore[arg-type]


def add(base: float, quote: float, account: int = 0) -> AddLiquidity:
    return AddLiquidity(account=account, venue="swap", base_amount=base, quote_amount=quote)


def remove(shares: object, account: int = 0) -> RemoveLiquidity:
    return RemoveLiquidity(account=account, venue="swap", shares=shares)  # type: ignore[arg-type]


# --- the invariant ----------------------------------------------------------------------------------------------------


@settings(max_examples=100, deadline=None, derandomize=True)
@given(sizes=st.lists(st.floats(-9.0, 9.0), min_size=2, max_size=6), weight=st.floats(2.0, 1e5))
def test_the_invariant_solves_its_equation(sizes: list[float], weight: float) -> None:
    balances = [10.0**size for size in sizes]
    level = invariant(balances, weight)
    left, right = weight * sum(balances) + level, weight * level + spread_of(balances, level)
    assert right == pytest.approx(left, rel=1e-11)
    assert level <= sum(balances) * (1.0 + 1e-15)


def test_equal_balances_are_worth_their_sum() -> None:
    assert invariant([5.0, 5.0, 5.0], 300.0) == pytest.approx(15.0, rel=1e-15)
    assert spread_of([5.0, 5.0, 5.0], 15.0) == pytest.approx(15.0)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(size=st.floats(-8.0, 2.0), other=st.floats(0.2, 5.0), amplification=st.floats(1.0, 5000.0))
def test_what_is_received_leaves_the_invariant_where_it_was(size: float, other: float, amplification: float) -> None:
    balances, amount, weight = [1.0, other, 2.0], 10.0**size, 3.0 * amplification
    level = invariant(balances, weight)
    out = received(1.0, other, weight, spread_of(balances, level), amount)
    assert 0.0 < out < other
    assert invariant([1.0 + amount, other - out, 2.0], weight) == pytest.approx(level, rel=1e-9)


def test_the_higher_the_amplification_the_flatter_is_the_curve() -> None:
    sold = [
        StableCurve("a", "b", 0.0, 2.0 * amplification, 0.5, (1e6, 1e6), 0, 1).proceeds(5e5)
        for amplification in (1.0, 10.0, 100.0, 1000.0)
    ]
    assert sold == sorted(sold)
    assert sold[0] > 1e6 / 3.0, "more than a constant product gives"
    assert sold[-1] > 0.998 * 5e5


def test_a_root_is_found_to_the_last_digits() -> None:
    assert falling_root(lambda x: 1.0 - x**3 / 8.0, 0.1) == pytest.approx(2.0, rel=1e-13)
    assert falling_root(lambda x: math.exp(-x) - 1e-6, 1.0) == pytest.approx(6.0 * math.log(10.0), rel=1e-9)
    assert falling_root(lambda x: 1.0, 1.0) > 1e50


# --- trades -----------------------------------------------------------------------------------------------------------


def test_equal_balances_trade_at_one() -> None:
    assert pool_of(market_of(TWO)).price == 1.0
    assert pool_of(market_of(THREE)).price == 1.0


def test_a_depegged_coin_piles_up_and_its_price_falls() -> None:
    market = market_of(THREE)
    pool = pool_of(market)
    assert refusals(market, swap(5e5), swap(5e5)) == []
    assert pool.price < 0.9
    assert pool.balances[2] == 1e6
    assert pool.balances[0] == 2e6
    assert pool.balances[1] < 0.05 * 1e6


def test_half_of_the_fee_leaves_for_the_protocol() -> None:
    market = market_of(StableSwapTerms("DAI", "USDC", base_reserve=1e6, fee=0.01, admin_share=0.5))
    pool = pool_of(market)
    assert refusals(market, swap(1000.0)) == []
    got = held(market, 0, "USDC") - 1e7
    treasury = market.site.ledger.balance(pool.treasury, pool.quote_column)
    assert treasury == pytest.approx(0.5 * 0.01 * got / 0.99)
    assert pool.virtual_price == pytest.approx(1.0 + treasury / 2e6, rel=1e-8)
    assert market.site.log.table(Swapped)["fee"].tolist() == [pytest.approx(10.0)]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(sales=st.lists(st.floats(1e-3, 6e5), min_size=1, max_size=5), fee=st.sampled_from([0.0, 0.0004, 0.01]))
def test_a_round_trip_never_gains(sales: list[float], fee: float) -> None:
    market = market_of(StableSwapTerms("DAI", "USDC", base_reserve=1e6, fee=fee, more_coins=("USDT",)))
    for amount in sales:
        assert refusals(market, swap(amount)) == []
    for part in (0.3, 1.0):
        assert refusals(market, swap(part * (held(market, 0, "USDC") - 1e7), "USDC")) == []
    assert held(market, 0, "DAI") - 1e7 <= 1e-7
    market.check()
    market.audit()


@pytest.mark.parametrize("amount", [1e9, 1e14, 1e20, 1e100, 1e300])
def test_no_order_takes_the_last_unit_of_a_coin(amount: float) -> None:
    market = market_of(TWO)
    give(market, 0, "DAI", amount)
    for into in ("DAI", "DAI", "USDC"):
        refusals(market, swap(min(amount, held(market, 0, into)), into))
        assert 0.0 < pool_of(market).price < math.inf
    curve = pool_of(market).curve()
    assert 0.0 <= curve.proceeds(amount) < curve.balances[1]
    assert curve.marginal_sale(1e300) == 0.0


# --- liquidity --------------------------------------------------------------------------------------------------------


def test_a_provider_gives_and_takes_every_coin_in_the_ratio_of_the_balances() -> None:
    market = market_of(THREE)
    assert refusals(market, swap(2e5, account=1)) == []
    before = pool_of(market).balances
    assert refusals(market, add(1.2e5, 1e7)) == []
    assert [1e7 - held(market, 0, coin) for coin in ("DAI", "USDC", "USDT")] == pytest.approx((0.1 * before).tolist())
    shares = held(market, 0, "swap:shares")
    assert shares == pytest.approx(3e5)
    assert refusals(market, remove(np.array([0.25, 0.75]) * shares)) == []
    assert [held(market, 0, coin) for coin in ("DAI", "USDC", "USDT")] == pytest.approx([1e7] * 3)
    rows = market.site.log.table(LiquidityChanged)
    assert rows["account"].tolist() == [-1, 0, 0, 0]
    assert rows["shares"].sum() == pytest.approx(3e6)


def test_what_cannot_be_is_refused() -> None:
    market = market_of(THREE)
    market.site.ledger.burn(market.site.assets.column["USDT"], 0, 1e7)
    assert refusals(market, add(1.0, 1.0), remove(1.0)) == ["the account does not hold enough"] * 2
    ranged = AddLiquidity(account=0, venue="swap", base_amount=1.0, quote_amount=1.0, liquidity_range=1)
    assert refusals(market, ranged) == ["the venue has no such range"]
    third = Swap(account=0, venue="swap", asset_in="DAI", asset_out="USDT", amount_in=1.0)
    assert refusals(market, third) == ["the venue does not list this asset"]


def test_a_share_is_worth_its_part_of_all_coins_at_fundamental_prices() -> None:
    market = market_of(THREE)
    assert pool_of(market).claim_value("swap:shares") == pytest.approx(1.0)
    set_price(market, "USDT", 0.4)
    assert pool_of(market).claim_value("swap:shares") == pytest.approx(0.8)


def test_a_bundle_that_fails_leaves_no_trace() -> None:
    market = market_of(THREE)
    before = market.site.ledger.balances.copy()
    bundle = Bundle(account=0, legs=(swap(5e5), add(1e3, 1e3), swap(1e9)))
    assert refusals(market, bundle) == ["the account does not hold enough"]
    np.testing.assert_array_equal(market.site.ledger.balances, before)


def test_it_opens_with_the_reserves_that_its_terms_say() -> None:
    terms = StableSwapTerms("DAI", "USDC", 1e6, 2e6, ("USDT",), (3e6,))
    pool = pool_of(market_of(terms))
    assert pool.balances.tolist() == [1e6, 2e6, 3e6]
    assert pool.virtual_price == pytest.approx(1.0)
    listed = pool.site.log.table(AssetListed)
    assert listed["use"].tolist() == ["base", "quote", "receipt"]


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"more_coins": ("DAI",)}, "more_coins.0"),
        ({"more_coins": ("USDT", "USDT")}, "more_coins.1"),
        ({"more_coins": ("USDT",), "more_reserves": (0.0,)}, "more_reserves.0"),
        ({"more_reserves": (1.0,)}, "more_reserves.0"),
        ({"amplification": 0.5}, "amplification"),
        ({"fee": 1.0}, "fee"),
        ({"admin_share": 1.1}, "admin_share"),
    ],
)
def test_terms_that_make_no_pool_are_refused(fields: dict[str, object], key: str) -> None:
    with pytest.raises(BadValueError, match=rf"StableSwapTerms\.{key}"):
        StableSwapTerms("DAI", "USDC", 1e6, **fields)  # type: ignore[arg-type]
