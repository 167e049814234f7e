"""Trades with the vault: prices along the curve, the initial requirement, and the way out of a position."""

import numpy as np
import pytest

from firesale.market.actions import AddMargin, Bundle, ChangePosition, Side
from firesale.market.events import Refusal
from firesale.market.requirements.open_interest_scaled import OpenInterestScaled
from tests.market.venues.perpetuals.margins import begin, market_of, size_of, sound, value_of, venue_of
from tests.markets import give, refusals, set_price


def trade(account: int, size: float, side: Side = Side.BUY, limit: float = 0.0) -> ChangePosition:
    return ChangePosition(account=account, venue="perps", asset="ETH", side=side, size=size, limit_price=limit)


def test_a_position_needs_the_initial_margin() -> None:
    market = market_of(depth=1e15)
    begin(market, 0, 100.0)
    assert refusals(market, trade(0, 10.1)) == [Refusal.UNSAFE]
    assert refusals(market, trade(0, 9.99)) == []
    assert size_of(market, 0) == 9.99
    sound(market)


def test_the_price_is_the_integral_of_the_curve() -> None:
    """100,000 of net buying moves the price by one per cent: ten units at 100 by one per mille of that."""
    market = market_of(depth=1e5)
    begin(market, 0, 1_000.0)
    assert refusals(market, trade(0, 10.0)) == []
    rise = 0.01 * 10.0 * 100.0 / 1e5
    paid = 100.0 * np.expm1(rise) / rise * 10.0
    assert value_of(market, 0) == pytest.approx(1_000.0 - paid + 1_000.0, rel=1e-12)
    assert refusals(market, trade(0, 10.0, Side.SELL)) == []
    assert value_of(market, 0) == pytest.approx(1_000.0, rel=1e-12), "a round trip costs nothing but fees"
    sound(market)


def test_fees_go_to_the_vault() -> None:
    market = market_of(depth=1e15, fee=0.001)
    begin(market, 0, 100.0)
    refusals(market, trade(0, 5.0))
    assert value_of(market, 0) == pytest.approx(99.5)
    assert float(venue_of(market).book.balance[0]) == pytest.approx(1e6 + 500.0 + 0.5)


def test_a_limit_price_is_kept() -> None:
    market = market_of(depth=1e4)
    begin(market, 0, 100.0)
    assert refusals(market, trade(0, 1.0, limit=100.0)) == [Refusal.SLIPPAGE]
    assert refusals(market, trade(0, 1.0, limit=100.01)) == []
    assert refusals(market, trade(0, 1.0, Side.SELL, limit=100.01)) == [Refusal.SLIPPAGE]


def test_an_unsafe_account_may_still_make_its_position_smaller() -> None:
    market = market_of(depth=1e15)
    begin(market, 0, 100.0, 10.0)
    set_price(market, "ETH", 94.0)  # value 40, maintenance 47
    assert refusals(market, trade(0, 0.1)) == [Refusal.UNSAFE]
    assert refusals(market, trade(0, 5.0, Side.SELL)) == []
    assert refusals(market, trade(0, 20.0, Side.SELL)) == [Refusal.UNSAFE], "not turn it round"
    sound(market)


def test_the_vault_makes_no_price_too_far_from_the_index() -> None:
    market = market_of(depth=1e3, largest_premium=0.1, vault=1e9)
    begin(market, 0, 1e6)
    assert refusals(market, trade(0, 101.0)) == [Refusal.NO_CASH]
    assert refusals(market, trade(0, 99.0)) == []


def test_the_vault_needs_margin_too() -> None:
    market = market_of(vault=50.0, depth=1e15)
    begin(market, 0, 1_000.0)
    assert refusals(market, trade(0, 6.0)) == [Refusal.NO_CASH]
    assert refusals(market, trade(0, 4.0)) == []


def test_many_orders_at_once_are_filled_one_after_the_other() -> None:
    alone, together = market_of(depth=1e4), market_of(depth=1e4)
    for market in (alone, together):
        for account in range(3):
            begin(market, account, 100.0)
    for account in range(3):
        refusals(alone, trade(account, 3.0 + 4.0 * account))
    sizes = np.array([3.0, 7.0, 11.0])
    order = ChangePosition(account=np.arange(3), venue="perps", asset="ETH", side=Side.BUY, size=sizes)
    assert refusals(together, order) == [Refusal.UNSAFE]
    for account in range(3):
        assert value_of(together, account) == pytest.approx(value_of(alone, account), rel=1e-12)
        assert size_of(together, account) == size_of(alone, account)
    sound(together)


def test_margin_grows_with_what_all_of_them_open() -> None:
    market = market_of(depth=1e15, requirement=OpenInterestScaled(0.1, 0.5, 500.0, 1_500.0))
    for account in range(2):
        begin(market, account, 100.0)
    assert refusals(market, trade(0, 5.0), trade(1, 5.0)) == [Refusal.UNSAFE]  # 1,000 open: .55
    assert refusals(market, trade(1, 1.0)) == []


def test_a_bundle_is_all_or_nothing() -> None:
    market = market_of(depth=1e15)
    give(market, 0, "USDC", 100.0)
    pay = AddMargin(account=0, venue="perps", amount=100.0)
    assert refusals(market, Bundle(account=0, legs=(pay, trade(0, 20.0)))) == [Refusal.UNSAFE]
    assert value_of(market, 0) == 0.0
    assert refusals(market, Bundle(account=0, legs=(pay, trade(0, 9.0)))) == []
    sound(market)


def test_nonsense_is_refused() -> None:
    market = market_of()
    begin(market, 0, 100.0)
    doge = ChangePosition(account=0, venue="perps", asset="DOGE", side=Side.BUY, size=1.0)
    hold = ChangePosition(account=0, venue="perps", asset="ETH", side="hold", size=1.0)  # type: ignore[arg-type]
    found = refusals(market, doge, hold, trade(5, 1.0), trade(0, -1.0))
    assert found == [Refusal.UNKNOWN_ASSET, Refusal.MALFORMED, Refusal.NO_POSITION, Refusal.NOT_POSITIVE]
