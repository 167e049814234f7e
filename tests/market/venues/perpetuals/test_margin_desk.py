"""Margin comes in and goes out, and what is in a position stays."""

import pytest

from firesale.market.actions import AddMargin, TakeMargin
from firesale.market.events import Refusal
from tests.market.venues.perpetuals.margins import begin, market_of, sound, value_of
from tests.markets import give, held, refusals, set_price


def test_margin_is_paid_in_and_taken_back() -> None:
    market = market_of()
    give(market, 0, "USDC", 100.0)
    assert refusals(market, AddMargin(account=0, venue="perps", amount=80.0)) == []
    assert (held(market, 0, "USDC"), value_of(market, 0)) == (20.0, 80.0)
    assert refusals(market, TakeMargin(account=0, venue="perps", amount=80.0)) == []
    assert (held(market, 0, "USDC"), value_of(market, 0)) == (100.0, 0.0)
    sound(market)


def test_what_a_position_needs_cannot_be_taken() -> None:
    market = market_of()
    begin(market, 0, 100.0, 5.0)  # 500 needs 50
    take = TakeMargin(account=0, venue="perps", amount=50.0)
    assert refusals(market, TakeMargin(account=0, venue="perps", amount=50.1)) == [Refusal.UNSAFE]
    assert refusals(market, take) == []
    assert refusals(market, TakeMargin(account=0, venue="perps", amount=0.1)) == [Refusal.UNSAFE]
    sound(market)


def test_unrealised_profit_can_be_taken() -> None:
    market = market_of()
    begin(market, 0, 100.0, 5.0)
    set_price(market, "ETH", 120.0)
    assert refusals(market, TakeMargin(account=0, venue="perps", amount=140.0)) == []  # 200 less 60
    assert value_of(market, 0) == pytest.approx(60.0)
    sound(market)


def test_nothing_goes_out_while_somebody_owes_more_than_the_fund_holds() -> None:
    market = market_of(fund=10.0)
    begin(market, 0, 100.0, 5.0)
    begin(market, 1, 100.0)
    set_price(market, "ETH", 78.1)
    assert refusals(market, TakeMargin(account=1, venue="perps", amount=1.0)) == []
    set_price(market, "ETH", 77.9)
    assert refusals(market, TakeMargin(account=1, venue="perps", amount=1.0)) == [Refusal.NO_CASH]


def test_isolated_margin_belongs_to_one_market() -> None:
    market = market_of(isolated=True)
    begin(market, 0, 100.0, 5.0)
    give(market, 0, "USDC", 100.0)
    assert refusals(market, AddMargin(account=0, venue="perps", amount=50.0)) == [Refusal.UNKNOWN_ASSET]
    assert refusals(market, AddMargin(account=0, venue="perps", amount=50.0, asset="BTC")) == []
    assert refusals(market, TakeMargin(account=0, venue="perps", amount=51.0, asset="BTC")) == [Refusal.UNSAFE]
    assert refusals(market, TakeMargin(account=0, venue="perps", amount=50.0, asset="BTC")) == []
    sound(market)


def test_who_has_no_account_takes_nothing() -> None:
    market = market_of()
    assert refusals(market, TakeMargin(account=0, venue="perps", amount=1.0)) == [Refusal.NO_POSITION]
    assert refusals(market, AddMargin(account=0, venue="perps", amount=1.0)) == [Refusal.NO_BALANCE]
