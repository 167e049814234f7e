"""Takers of unsafe positions: at the closing rule's price, with the fund between bankruptcy price and price."""

import numpy as np
import pytest

from firesale.market.actions import TakeOver
from firesale.market.closing.base import UnsafePosition
from firesale.market.closing.fillable_price import FillablePrice
from firesale.market.closing.fixed_discount import FixedDiscount
from firesale.market.events import PositionLiquidated, Refusal
from tests.market.venues.perpetuals.margins import begin, fund_of, market_of, size_of, sound, value_of, venue_of
from tests.markets import refusals, set_price


def take(owner: int, size: float = 100.0, account: int = 9) -> TakeOver:
    return TakeOver(account=account, venue="perps", asset="ETH", owner=owner, size=size)


def test_a_safe_position_is_not_taken() -> None:
    market = market_of()
    begin(market, 0, 100.0, 10.0)
    begin(market, 9, 1_000.0)
    assert refusals(market, take(0)) == [Refusal.NOT_LIQUIDATABLE]


def test_a_long_is_taken_over_at_the_fillable_price() -> None:
    """Value 40 of 47 needed: 7 / 47 of a tenth of 4.7 a unit; the fund gets 1.5 % of the value, more than which is above bankruptcy."""
    market = market_of(closing=FillablePrice(fee=0.015))
    begin(market, 0, 100.0, 10.0)
    begin(market, 9, 1_000.0)
    set_price(market, "ETH", 94.0)
    assert refusals(market, take(0)) == []
    price = 94.0 - (7.0 / 47.0) * 0.1 * 4.7
    fee = 0.015 * price * 10.0
    assert size_of(market, 0) == 0.0
    assert size_of(market, 9) == 10.0
    assert value_of(market, 0) == pytest.approx(40.0 - (94.0 - price) * 10.0 - fee)
    assert value_of(market, 9) == pytest.approx(1_000.0 + (94.0 - price) * 10.0)
    assert fund_of(market) == pytest.approx(fee)
    sound(market)


def test_where_nothing_is_required_a_position_is_all_of_its_account() -> None:
    """A long of 10 at 94 in debt by 60: closed at 6 more than the mark it would owe nothing."""
    one = np.array([1.0])
    at = UnsafePosition(10.0 * one, 94.0 * one, 0.0 * one, -60.0 * one, 0.0 * one)
    desk = venue_of(market_of()).closing
    assert desk.bankruptcy_price(at) == pytest.approx(100.0)
    assert desk.change_of_fund(at, 5.0 * one, 94.0 * one) == pytest.approx(-30.0)
    assert FillablePrice().price(at) == pytest.approx(94.0)


def test_a_short_is_taken_over_above_the_mark() -> None:
    market = market_of(closing=FixedDiscount(discount=0.01, fee=0.0, part=0.25))
    begin(market, 0, 100.0, -10.0)
    begin(market, 9, 1_000.0)
    set_price(market, "ETH", 106.0)  # 40 of 53
    assert refusals(market, take(0)) == []
    assert size_of(market, 0) == -7.5, "a quarter at a time"
    assert value_of(market, 0) == pytest.approx(40.0 - 2.5 * 1.06)
    assert value_of(market, 9) == pytest.approx(1_000.0 + 2.5 * 1.06)
    sound(market)


def test_the_fund_pays_what_is_below_the_bankruptcy_price_or_the_taker_goes_home() -> None:
    """Bankruptcy price 90, price 89 less a tenth of 4.45: 1.445 a unit."""
    for fund, outcome in ((14.0, [Refusal.NO_CASH]), (15.0, [])):
        market = market_of(fund=fund)
        begin(market, 0, 100.0, 10.0)
        begin(market, 9, 1_000.0)
        set_price(market, "ETH", 89.0)
        assert refusals(market, take(0)) == outcome
        if not outcome:
            assert fund_of(market) == pytest.approx(0.55)
            assert value_of(market, 0) == pytest.approx(0.0, abs=1e-9)
        sound(market)


def test_a_taker_needs_the_initial_margin() -> None:
    market = market_of()
    begin(market, 0, 100.0, 10.0)
    begin(market, 9, 50.0)
    set_price(market, "ETH", 94.0)
    assert refusals(market, take(0), take(0, 5.0)) == [Refusal.UNSAFE]
    assert size_of(market, 9) == 5.0


def test_nobody_takes_over_from_oneself_or_what_is_not_there() -> None:
    market = market_of()
    begin(market, 0, 100.0, 10.0)
    begin(market, 9, 1_000.0)
    set_price(market, "ETH", 94.0)
    assert refusals(market, take(0, account=0), take(3), take(9), take(0, account=7)) == [Refusal.NO_POSITION] * 4


def test_one_taker_takes_many_positions_at_once() -> None:
    market = market_of()
    for account, size in enumerate((10.0, 10.0, -10.0, 1.0)):
        begin(market, account, 100.0, size)
    begin(market, 9, 1_000.0)
    set_price(market, "ETH", 94.0)
    mark = market.site.log.mark()
    order = TakeOver(account=9, venue="perps", asset="ETH", owner=np.array([0, 2, 1, 3]), size=np.full(4, 50.0))
    assert refusals(market, order) == [Refusal.NOT_LIQUIDATABLE] * 2
    assert size_of(market, 9) == 20.0
    taken = [event for event in market.site.log.since(mark) if isinstance(event, PositionLiquidated)]
    assert sorted(np.concatenate([np.atleast_1d(event.owner) for event in taken]).tolist()) == [0, 1]
    sound(market)
