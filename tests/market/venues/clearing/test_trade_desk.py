import numpy as np
import pytest

from firesale.market.actions import Bundle, OfferContract, PostCollateral, TradeContract
from firesale.market.events import PositionCleared
from tests.market.venues.clearing.cleared import DAY, FUTURE, cash_of, cleared_market, day, hold, position_of
from tests.markets import give, refusals, set_price


def offer(account: int, bids: float, asks: float, half_spread: float = 0.0) -> OfferContract:
    return OfferContract(
        account=account, venue="clearing", contract=FUTURE, bids=bids, asks=asks, half_spread=half_spread
    )


def trade(account: int, side: str, amount: float) -> TradeContract:
    return TradeContract(account=account, venue="clearing", contract=FUTURE, side=side, amount=amount)  # type: ignore[arg-type]


def test_the_narrowest_offer_is_taken_first() -> None:
    market = cleared_market()
    hold(market, {0: 0.0, 1: 0.0, 2: 0.0}, {0: 10_000.0, 1: 10_000.0, 2: 10_000.0})
    assert refusals(market, offer(0, 5.0, 5.0, 3.0), offer(1, 4.0, 4.0, 1.0), trade(2, "buy", 6.0)) == []
    assert [position_of(market, account) for account in range(3)] == [-2.0, -4.0, 6.0]
    paid = [cash_of(market, account) - 10_000.0 for account in range(3)]
    assert paid == pytest.approx([6.0, 4.0, -10.0])
    assert market.look().clearing("clearing").asks[0] == pytest.approx(3.0)
    market.check()


def test_a_trade_between_settlements_is_at_the_value_now() -> None:
    market = cleared_market()
    hold(market, {0: 0.0, 1: 0.0}, {0: 10_000.0, 1: 10_000.0})
    market.site.log.time = 0.5 * DAY
    set_price(market, "ETH", 1900.0)
    mark = market.site.log.mark()
    assert refusals(market, offer(0, 5.0, 5.0), trade(1, "sell", 5.0)) == []
    cleared = [event for event in market.site.log.since(mark) if isinstance(event, PositionCleared)]
    assert [np.ravel(event.price).tolist() for event in cleared] == [[1900.0], [1900.0]]
    day(market, 1, 1900.0)
    assert (cash_of(market, 0), cash_of(market, 1)) == pytest.approx((10_000.0, 10_000.0))
    day(market, 2, 1800.0)
    assert (cash_of(market, 0), cash_of(market, 1)) == pytest.approx((9_500.0, 10_500.0))


def test_who_takes_an_offer_needs_the_margin() -> None:
    market = cleared_market()
    hold(market, {0: 0.0, 1: 0.0}, {0: 1e6, 1: 900.0})
    assert refusals(market, offer(0, 9.0, 9.0), trade(1, "buy", 4.6)) == ["the position would not be safe"]
    assert refusals(market, trade(1, "buy", 4.5)) == []


def test_an_offer_without_the_margin_for_it_is_passed_over() -> None:
    market = cleared_market()
    hold(market, {0: 0.0, 1: 0.0, 2: 0.0}, {0: 900.0, 1: 1e6, 2: 1e6})
    assert refusals(market, offer(0, 9.0, 9.0, 1.0), offer(1, 9.0, 9.0, 5.0), trade(2, "buy", 5.0)) == []
    assert [position_of(market, account) for account in range(3)] == [0.0, -5.0, 5.0]


def test_who_reduces_a_position_needs_no_margin() -> None:
    market = cleared_market()
    hold(market, {0: 5.0, 1: -5.0, 2: 0.0}, {0: 100.0, 1: 5000.0, 2: 5000.0})
    assert refusals(market, offer(2, 5.0, 0.0), trade(0, "sell", 5.0)) == []
    assert position_of(market, 0) == 0.0


def test_orders_that_cannot_be_are_refused_and_change_nothing() -> None:
    market = cleared_market()
    hold(market, {0: 0.0, 1: 0.0}, {0: 10_000.0, 1: 10_000.0})
    assert refusals(market, trade(1, "buy", 1.0)) == ["nobody offers as much"]
    assert refusals(market, trade(7, "buy", 1.0), offer(7, 1.0, 1.0)) == ["no such position"] * 2
    assert refusals(market, offer(0, 1.0, 1.0), trade(0, "buy", 1.0)) == ["nobody offers as much"]
    assert refusals(market, trade(1, "hold", 1.0)) == ["the venue does not list this asset"]
    assert position_of(market, 0) == position_of(market, 1) == 0.0


def test_many_orders_go_one_after_the_other_and_those_that_find_no_offer_are_refused() -> None:
    market = cleared_market()
    hold(market, {0: 0.0, 1: 0.0, 2: 0.0}, {0: 10_000.0, 1: 10_000.0, 2: 10_000.0})
    many = TradeContract(
        account=np.array([1, 2]), venue="clearing", contract=FUTURE, side="buy", amount=np.array([3.0, 3.0])
    )
    assert refusals(market, offer(0, 0.0, 4.0), many) == ["nobody offers as much"]
    assert [position_of(market, account) for account in range(3)] == [-3.0, 3.0, 0.0]


def test_a_bundle_that_fails_leaves_no_position() -> None:
    market = cleared_market()
    hold(market, {0: 0.0, 1: 0.0}, {0: 10_000.0, 1: 10_000.0})
    give(market, 1, "USDC", 10.0)
    legs = (trade(1, "buy", 3.0), PostCollateral(account=1, venue="clearing", asset="USDC", amount=11.0))
    assert refusals(market, offer(0, 5.0, 5.0), Bundle(account=1, legs=legs)) == ["the account does not hold enough"]
    assert position_of(market, 1) == 0.0
    assert cash_of(market, 1) == 10_000.0
    market.check()
