"""Collateral, debt and the margin rule; the market stands in lending.py."""

import numpy as np
import pytest

from firesale.market.actions import Borrow, PostCollateral, Repay, WithdrawCollateral
from firesale.market.events import Borrowed, CollateralPosted
from tests.market.venues.lending import (
    PLAYER,
    borrow,
    market_of,
    post,
    repay,
    sound,
    supply,
    take_back,
)
from tests.markets import give, held, pool_of, refusals, set_price


def test_a_crumb_beside_a_mountain_can_be_taken_back() -> None:
    """1e-9 vanishes in a sum of 1e9: the mountain leaves, and the crumb is still its owner's."""
    market = market_of()
    give(market, 3, "ETH", 1e9)
    assert refusals(market, post(1e9, 3), post(1e-9), take_back(1e9, 3), take_back(1e-9)) == []
    assert held(market, PLAYER, "ETH") == 10.0
    sound(market)


def test_collateral_is_pledged_borrowed_against_and_taken_back() -> None:
    market = market_of()
    assert refusals(market, supply(5000.0), post(2.0), borrow(1000.0)) == []
    assert held(market, PLAYER, "USDC") == 1500.0
    assert market.health_of(PLAYER, "pool") == pytest.approx(2 * 2000 * 0.83 / 1000)
    assert refusals(market, repay(600.0), take_back(1.0)) == []
    assert held(market, PLAYER, "USDC") == 900.0
    assert refusals(market, repay(1e6)) == []  # what exceeds the debt stays
    assert held(market, PLAYER, "USDC") == 500.0
    assert refusals(market, take_back(1.0)) == []
    assert held(market, PLAYER, "ETH") == 10.0
    assert market.health_of(PLAYER, "pool") == float("inf")
    sound(market)


def test_borrowing_stops_at_the_loan_to_value_and_withdrawing_at_the_threshold() -> None:
    market = market_of()
    refusals(market, supply(5000.0), post(2.0))
    assert refusals(market, borrow(3200.01)) == ["the position would not be safe"]
    assert refusals(market, borrow(3200.0)) == []
    assert refusals(market, take_back(0.08)) == ["the position would not be safe"]  # 3200 / (2000 x 0.83) = 1.9277
    assert refusals(market, take_back(0.07)) == []


def test_an_unsafe_borrower_may_not_borrow_or_withdraw_but_may_repay_and_pledge_more() -> None:
    market = market_of()
    refusals(market, supply(5000.0), post(2.0), borrow(3000.0))
    set_price(market, "ETH", 1500.0)
    assert refusals(market, borrow(1.0), take_back(0.01)) == ["the position would not be safe"] * 2
    assert refusals(market, repay(100.0), post(1.0)) == []
    assert market.health_of(PLAYER, "pool") == pytest.approx(3 * 1500 * 0.83 / 2900)


def test_more_than_was_pledged_of_an_asset_is_no_position_and_no_debt_nothing_to_repay() -> None:
    market = market_of()
    refusals(market, post(2.0))
    assert refusals(market, take_back(2.1), take_back(1.0, asset="BTC"), repay(1.0)) == ["no such position"] * 3


def test_who_cannot_pay_what_he_offers_repays_nothing() -> None:
    market = market_of()
    refusals(market, supply(5000.0), post(2.0), borrow(1000.0))
    assert refusals(market, repay(1501.0)) == []  # he owes 1000
    refusals(market, borrow(3000.0))
    market.site.ledger.transfer(0, PLAYER, 3, 3000.0)
    assert refusals(market, repay(1000.0)) == ["the account does not hold enough"]


def test_two_orders_of_one_account_are_settled_one_after_the_other() -> None:
    market = market_of()
    twice = np.array([PLAYER, PLAYER])
    post_twice = PostCollateral(account=twice, venue="pool", asset="ETH", amount=np.array([6.0, 5.0]))
    assert refusals(market, supply(9000.0), post_twice) == ["the account does not hold enough"]
    borrow_twice = Borrow(account=twice, venue="pool", asset="USDC", amount=np.array([4000.0, 6000.0]))
    assert refusals(market, borrow_twice) == ["the venue is short of cash"]
    repay_twice = Repay(account=twice, venue="pool", asset="USDC", amount=np.array([3000.0, 3000.0]))
    assert refusals(market, repay_twice) == []
    assert held(market, PLAYER, "USDC") == 500.0
    back_twice = WithdrawCollateral(account=twice, venue="pool", asset="ETH", amount=np.array([5.0, 5.0]))
    assert refusals(market, back_twice) == ["no such position"]
    sound(market)


def test_positions_are_opened_at_set_up_without_asking_the_margin_rule() -> None:
    market = market_of()
    give(market, 2, "ETH", 1.0)
    refusals(market, supply(5000.0))
    accounts = np.array([PLAYER, 2])
    pool_of(market).borrowers.place(
        accounts, np.array([[10.0, 0.0], [1.0, 0.0]]), np.array([[100.0], [1999.0]]), "opening"
    )
    assert market.health_of(2, "pool") == pytest.approx(2000.0 * 0.83 / 1999.0)
    assert market.site.log.table(CollateralPosted)["amount"].tolist() == [10.0, 1.0]
    assert market.site.log.table(Borrowed)["motive"].tolist() == ["opening", "opening"]
    before = [market.health_of(account, "pool") for account in (PLAYER, 2)]
    pool_of(market).arrange()
    assert [market.health_of(account, "pool") for account in (PLAYER, 2)] == before
    assert pool_of(market).book.account[:2].tolist() == [2, PLAYER]
    sound(market)


@pytest.mark.parametrize("owed", [1.0, 100.0 / 3.0, 700.7, 777.77, 1234.567891, 912.345])
def test_a_debt_that_is_repaid_in_full_is_gone_whatever_the_rounding(owed: float) -> None:
    for days in (33.3, 365.0, 1095.0):
        market = market_of()
        give(market, PLAYER, "USDC", 1000.0)
        refusals(market, supply(5000.0), post(2.0), borrow(owed))
        market.accrue(days * 86_400.0)
        assert refusals(market, repay(1e9)) == []
        assert pool_of(market).book.debt[0].tolist() == [0.0]
        assert refusals(market, take_back(2.0)) == []
        sound(market)
