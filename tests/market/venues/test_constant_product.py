"""Reserves of 1000 ETH and 2,000,000 USDC unless said otherwise; published swaps stand in tests/validation/test_uniswap_v2.py."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.market.actions import AddLiquidity, RemoveLiquidity, Swap
from firesale.market.events import AssetListed, LiquidityChanged, Swapped
from firesale.market.market import Market
from firesale.market.venues.constant_product import ConstantProduct, ConstantProductCurve, ConstantProductTerms
from tests.markets import give, held, refusals, set_price, small_market

SHARES = math.sqrt(1000.0 * 2e6)
VENUE = {"swap": ConstantProductTerms("ETH", "USDC", base_reserve=1000.0)}


def pair_of(market: Market) -> ConstantProduct:
    pair = market.venues["swap"]
    assert isinstance(pair, ConstantProduct)
    return pair


def swap(amount: object, into: str = "ETH", account: object = 0, least: object = 0.0) -> Swap:
    out = "USDC" if into == "ETH" else "ETH"
    return Swap(
        account=account,  # type: ignore[arg-type]
        venue="swap",
        asset_in=into,
        asset_out=out,
        amount_in=amount,  # type: ignore[arg-type]
        min_amount_out=least,  # type: ignore[arg-type]
    )


def test_without_a_quote_reserve_it_opens_at_the_fundamental_price() -> None:
    market = small_market(1, venues=VENUE)
    assert pair_of(market).curve() == ConstantProductCurve("ETH", "USDC", pair_of(market).terms.fee, 1000.0, 2e6)
    assert pair_of(market).price == pair_of(market).value == 2000.0
    market.audit()


def test_its_price_is_quoted_in_the_quote_asset_and_valued_in_the_numeraire() -> None:
    venue = {"swap": ConstantProductTerms("BTC", "ETH", base_reserve=10.0)}
    pair = pair_of(small_market(1, venues=venue))
    assert pair.price == 15.0
    assert pair.value == 30_000.0


def test_a_sale_takes_its_fee_and_moves_the_price() -> None:
    market = small_market(1, venues=VENUE)
    give(market, 0, "ETH", 10.0)
    assert refusals(market, swap(10.0)) == []
    got = 2e6 * 9.97 / 1009.97
    assert held(market, 0, "USDC") == pytest.approx(got, rel=1e-14)
    assert pair_of(market).price == pytest.approx((2e6 - got) / 1010.0, rel=1e-14)
    table = market.site.log.table(Swapped)
    assert table["fee"].tolist() == [pytest.approx(0.03)]
    assert table["price_before"].tolist() == [2000.0]
    assert table["price_after"].tolist() == [pytest.approx((2e6 - got) / 1010.0)]
    assert market.site.ledger.supply[:2].tolist() == [2e6, 1010.0]


def test_the_product_of_the_reserves_grows_by_the_fee_alone() -> None:
    market = small_market(2, venues=VENUE)
    give(market, 0, "ETH", 100.0)
    product = 1000.0 * 2e6
    for amount in (1.0, 20.0, 50.0):
        assert refusals(market, swap(amount)) == []
        curve = pair_of(market).curve()
        assert curve.base_reserve * curve.quote_reserve > product
        product = curve.base_reserve * curve.quote_reserve
    free = ConstantProductCurve("ETH", "USDC", 0.0, 1000.0, 2e6)
    assert free.sell(np.array([10.0])).price_after[0] * 1010.0**2 == pytest.approx(1000.0 * 2e6)


def test_a_round_trip_loses_the_fees() -> None:
    market = small_market(1, venues=VENUE)
    give(market, 0, "ETH", 10.0)
    refusals(market, swap(10.0))
    refusals(market, swap(held(market, 0, "USDC"), "USDC"))
    assert 9.9 < held(market, 0, "ETH") < 10.0 * 0.997**2 + 0.01


def test_orders_of_one_action_are_served_one_after_the_other() -> None:
    market = small_market(3, venues=VENUE)
    market.site.ledger.mint(1, np.arange(3), np.array([10.0, 10.0, 10.0]))
    assert refusals(market, swap(10.0, account=np.arange(3))) == []
    first, second, third = (held(market, account, "USDC") for account in range(3))
    assert first > second > third
    assert second == pytest.approx((2e6 - first) * 9.97 / 1019.97)


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        (swap(11.0), "the account does not hold enough"),
        (swap(1.0, least=1995.0), "less than the least amount asked for"),
        (Swap(account=0, venue="swap", asset_in="ETH", asset_out="ETH", amount_in=1.0), "the venue does not list this asset"),
        (Swap(account=0, venue="swap", asset_in="ETH", asset_out="BTC", amount_in=1.0), "the venue does not list this asset"),
    ],
)  # fmt: skip
def test_a_swap_that_cannot_be_is_refused(order: Swap, reason: str) -> None:
    market = small_market(1, venues=VENUE)
    give(market, 0, "ETH", 10.0)
    assert refusals(market, order) == [reason]
    assert held(market, 0, "ETH") == 10.0


@pytest.mark.parametrize("amount", [1e20, 1e25, 1e100])
def test_no_order_takes_the_last_unit_of_a_reserve(amount: float) -> None:
    market = small_market(1, venues=VENUE)
    give(market, 0, "ETH", amount)
    for _ in range(3):
        refusals(market, swap(amount))
        assert pair_of(market).price > 0.0
    give(market, 0, "USDC", 1.0)
    assert refusals(market, swap(1.0, "USDC")) == []


# --- liquidity --------------------------------------------------------------------------------------------------------


def add(base: float, quote: float, account: int = 0) -> AddLiquidity:
    return AddLiquidity(account=account, venue="swap", base_amount=base, quote_amount=quote)


def test_liquidity_is_added_in_the_ratio_of_the_reserves() -> None:
    market = small_market(2, venues=VENUE)
    give(market, 0, "ETH", 10.0)
    give(market, 0, "USDC", 30_000.0)
    assert refusals(market, add(10.0, 8_000.0)) == []
    assert held(market, 0, "ETH") == 6.0
    assert held(market, 0, "USDC") == 22_000.0
    assert held(market, 0, "swap:shares") == pytest.approx(SHARES * 4.0 / 1000.0)
    assert pair_of(market).price == 2000.0
    assert refusals(market, add(100.0, 1e9)) == ["the account does not hold enough"]


def test_a_provider_takes_out_his_part_and_the_fees_earned_on_it() -> None:
    market = small_market(2, venues=VENUE)
    give(market, 0, "ETH", 1000.0)
    give(market, 0, "USDC", 2e6)
    give(market, 1, "ETH", 100.0)
    assert refusals(market, add(1000.0, 2e6)) == []
    assert refusals(market, swap(100.0, account=1)) == []
    shares = held(market, 0, "swap:shares")
    curve = pair_of(market).curve()
    assert refusals(market, RemoveLiquidity(account=0, venue="swap", shares=shares)) == []
    assert held(market, 0, "ETH") == pytest.approx(curve.base_reserve / 2)
    assert held(market, 0, "USDC") == pytest.approx(curve.quote_reserve / 2)
    assert held(market, 0, "ETH") * held(market, 0, "USDC") > 1000.0 * 2e6
    changed = market.site.log.table(LiquidityChanged)
    assert changed["shares"].tolist()[1:] == pytest.approx([SHARES, -SHARES])
    market.check()
    market.audit()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(base=st.floats(1e-9, 1e6), quote=st.floats(1e-9, 1e9), trade=st.sampled_from([0.0, 1e-6, 30.0]))
def test_putting_liquidity_in_and_taking_it_out_gains_nothing(base: float, quote: float, trade: float) -> None:
    market = small_market(2, venues=VENUE)
    give(market, 0, "ETH", 1e6)
    give(market, 0, "USDC", 1e9)
    if trade:
        give(market, 1, "ETH", trade)
        refusals(market, swap(trade, account=1))
    assert refusals(market, add(base, quote)) == []
    refusals(market, RemoveLiquidity(account=0, venue="swap", shares=held(market, 0, "swap:shares")))
    assert held(market, 0, "ETH") <= 1e6 * (1.0 + 1e-15)
    assert held(market, 0, "USDC") <= 1e9 * (1.0 + 1e-15)
    market.check()
    market.audit()


def test_more_shares_than_held_and_the_last_liquidity_are_refused() -> None:
    market = small_market(2, venues=VENUE)
    everything = market.site.ledger.balance(market.site.world, market.site.assets.column["swap:shares"])
    out = RemoveLiquidity(account=0, venue="swap", shares=everything)
    assert refusals(market, out) == ["the account does not hold enough"]
    market.site.ledger.transfer(market.site.assets.column["swap:shares"], market.site.world, 0, everything)
    assert refusals(market, out) == ["the venue is short of cash"]
    assert refusals(market, RemoveLiquidity(account=0, venue="swap", shares=0.9 * everything)) == []
    assert pair_of(market).price == pytest.approx(2000.0)


def test_a_share_is_worth_its_part_of_the_reserves_at_fundamental_prices() -> None:
    market = small_market(1, venues=VENUE)
    assert pair_of(market).claim_value("swap:shares") == pytest.approx(4e6 / SHARES)
    set_price(market, "ETH", 1000.0)  # nobody has traded: the reserves are worth 3,000,000
    assert pair_of(market).claim_value("swap:shares") == pytest.approx(3e6 / SHARES)


def test_it_says_in_the_event_log_what_it_trades_and_issues() -> None:
    table = small_market(1, venues=VENUE).site.log.table(AssetListed)
    assert list(zip(table["asset"].tolist(), table["use"].tolist(), strict=True)) == [
        ("ETH", "base"),
        ("USDC", "quote"),
        ("swap:shares", "receipt"),
    ]


@given(st.lists(st.floats(1e-6, 1e20), min_size=2, max_size=4))
def test_orders_of_very_different_sizes_together_get_what_they_get_alone(amounts: list[float]) -> None:
    """1 and then 1e20: the second was answered as if the reserve it meets were nothing."""
    together = ConstantProductCurve("ETH", "USDC", 0.003, 1.0, 1.0).sell(np.array(amounts))
    base, quote = 1.0, 1.0
    for place, amount in enumerate(amounts):
        alone = ConstantProductCurve("ETH", "USDC", 0.003, base, quote)
        got = alone.proceeds(amount)
        assert together.amount_out[place] == pytest.approx(got, rel=1e-12)
        assert together.price_before[place] == pytest.approx(alone.price, rel=1e-12)
        base, quote = base + amount, quote * base / (base + 0.997 * amount)
