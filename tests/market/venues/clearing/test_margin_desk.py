import numpy as np
import pytest

from firesale.market.actions import RECEIVED, AmountOrReceived, Bundle, PostCollateral, WithdrawCollateral
from firesale.market.events import Refusal
from tests.market.venues.clearing.cleared import cash_of, cleared_market, day, hold, house_of
from tests.markets import give, held, refusals


def post(account: int, asset: str, amount: AmountOrReceived) -> PostCollateral:
    return PostCollateral(account=account, venue="clearing", asset=asset, amount=amount)


def withdraw(account: int, asset: str, amount: float) -> WithdrawCollateral:
    return WithdrawCollateral(account=account, venue="clearing", asset=asset, amount=amount)


def test_cash_and_collateral_are_posted_and_taken_back() -> None:
    market = cleared_market()
    give(market, 0, "USDC", 100.0)
    give(market, 0, "BTC", 2.0)
    assert refusals(market, post(0, "USDC", 60.0), post(0, "BTC", 2.0), withdraw(0, "BTC", 0.5)) == []
    assert (held(market, 0, "USDC"), held(market, 0, "BTC"), cash_of(market, 0)) == (40.0, 0.5, 60.0)
    market.check()


def test_collateral_counts_after_its_haircut() -> None:
    market = cleared_market()  # 20 % of 30,000 does not count
    hold(market, {0: 100.0, 1: -100.0}, {1: 20_000.0})
    give(market, 0, "BTC", 1.0)
    assert refusals(market, post(0, "BTC", 1.0)) == []
    own = house_of(market).membership(np.array([0, 1, 7]))
    np.testing.assert_allclose(own.counted, [24_000.0, 20_000.0, 0.0])
    np.testing.assert_allclose(own.required, [20_000.0, 20_000.0, 0.0])


def test_haircuts_follow_volatility() -> None:
    market = cleared_market(haircut_level=0.99, haircut_floor=0.0, volatility={"ETH": 0.8, "BTC": 0.5})
    expected = 1.0 - np.exp(-2.3263478740408408 * 0.5 * np.sqrt(2 / 365))
    assert market.look().clearing("clearing").haircuts[0] == pytest.approx(expected)


def test_initial_margin_cannot_be_taken_back() -> None:
    market = cleared_market()
    hold(market, {0: 10.0, 1: -10.0}, {0: 2500.0, 1: 2000.0})
    assert refusals(market, withdraw(0, "USDC", 500.1)) == ["the position would not be safe"]
    assert refusals(market, withdraw(0, "USDC", 500.0)) == []
    assert refusals(market, withdraw(1, "USDC", 1.0)) == ["the position would not be safe"]
    assert refusals(market, withdraw(5, "USDC", 1.0)) == ["no such position"]
    assert refusals(market, post(5, "ETH", 1.0)) == ["the venue does not list this asset"]


def test_gains_can_be_taken_out_only_as_far_as_losses_have_been_paid() -> None:
    market = cleared_market()
    hold(market, {0: 10.0, 1: -10.0}, {0: 100.0, 1: 5000.0})
    day(market, 1, 1000.0)
    assert cash_of(market, 1) == pytest.approx(15_000.0)
    assert refusals(market, withdraw(1, "USDC", 6000.0)) == ["the venue is short of cash"]
    assert refusals(market, withdraw(1, "USDC", 5000.0)) == []


def test_what_came_in_of_an_asset_that_is_not_taken_is_refused_like_any_other_amount_of_it() -> None:
    market = cleared_market()
    leg = post(0, "DOGE", RECEIVED)
    assert refusals(market, Bundle(account=0, legs=(leg,))) == [Refusal.UNKNOWN_ASSET]
