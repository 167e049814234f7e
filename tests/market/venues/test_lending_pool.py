"""ETH (loan-to-value 0.8, threshold 0.83) and BTC (0.7, 0.75) against USDC; prices 2000 and 30000."""

from dataclasses import replace

import numpy as np
import pytest

from firesale.market.actions import (
    Action,
    Borrow,
    PostCollateral,
    Repay,
    Supply,
    Withdraw,
    WithdrawCollateral,
)
from firesale.market.events import AssetListed, Borrowed, CollateralPosted
from firesale.market.market import Market
from firesale.market.venues.lending_pool import LendingPoolTerms
from tests.markets import POOL, give, held, pool_of, refusals, set_price, small_market

LENDER, PLAYER = 0, 1


def market_of(terms: LendingPoolTerms = POOL) -> Market:
    market = small_market(5, venues={"pool": terms})
    give(market, LENDER, "USDC", 10_000.0)
    give(market, PLAYER, "ETH", 10.0)
    give(market, PLAYER, "USDC", 500.0)
    return market


def supply(amount: float, account: int = LENDER, asset: str = "USDC") -> Supply:
    return Supply(account=account, venue="pool", asset=asset, amount=amount)


def withdraw(receipts: float, account: int = LENDER, asset: str = "USDC") -> Withdraw:
    return Withdraw(account=account, venue="pool", asset=asset, receipts=receipts)


def post(amount: float, account: int = PLAYER, asset: str = "ETH") -> PostCollateral:
    return PostCollateral(account=account, venue="pool", asset=asset, amount=amount)


def take_back(amount: float, account: int = PLAYER, asset: str = "ETH") -> WithdrawCollateral:
    return WithdrawCollateral(account=account, venue="pool", asset=asset, amount=amount)


def borrow(amount: float, account: int = PLAYER, asset: str = "USDC") -> Borrow:
    return Borrow(account=account, venue="pool", asset=asset, amount=amount)


def repay(amount: float, account: int = PLAYER, asset: str = "USDC") -> Repay:
    return Repay(account=account, venue="pool", asset=asset, amount=amount)


def sound(market: Market) -> None:
    market.check()
    market.audit()


# --- lenders ----------------------------------------------------------------------------------------------------------


def test_a_deposit_gives_receipts_and_they_give_it_back() -> None:
    market = market_of()
    assert refusals(market, supply(4000.0)) == []
    assert (held(market, LENDER, "USDC"), held(market, LENDER, "pool:USDC")) == (6000.0, 4000.0)
    assert refusals(market, withdraw(1500.0)) == []
    assert (held(market, LENDER, "USDC"), held(market, LENDER, "pool:USDC")) == (7500.0, 2500.0)
    sound(market)


def test_receipts_bought_later_cost_what_they_are_worth() -> None:
    market = market_of()
    pool_of(market).reserves.supply_index[0] = 1.25
    assert refusals(market, supply(1000.0)) == []
    assert held(market, LENDER, "pool:USDC") == 800.0
    assert refusals(market, withdraw(400.0)) == []
    assert held(market, LENDER, "USDC") == 9500.0


def test_receipts_may_be_given_to_somebody_else_who_withdraws() -> None:
    market = market_of()
    refusals(market, supply(4000.0))
    market.site.ledger.transfer(market.site.assets.column["pool:USDC"], LENDER, 3, 1000.0)
    assert refusals(market, withdraw(1000.0, 3)) == []
    assert held(market, 3, "USDC") == 1000.0


def test_a_pool_that_has_lent_its_cash_out_cannot_pay() -> None:
    market = market_of()
    refusals(market, supply(1000.0), post(1.0), borrow(900.0))
    assert refusals(market, withdraw(101.0)) == ["the venue is short of cash"]
    assert refusals(market, withdraw(100.0)) == []
    assert refusals(market, borrow(1.0)) == ["the venue is short of cash"]


@pytest.mark.parametrize("deposit", [1.0, 77.7, 333.3, 912.4])
def test_the_last_lender_is_paid_in_full_whatever_the_rounding(deposit: float) -> None:
    for index in (0.9137, 1.0361, 1.3333333333333333):
        market = market_of()
        pool_of(market).reserves.supply_index[0] = index
        assert refusals(market, supply(deposit)) == []
        assert refusals(market, withdraw(held(market, LENDER, "pool:USDC"))) == []
        assert held(market, LENDER, "USDC") == pytest.approx(10_000.0, rel=1e-14)
        sound(market)


def test_the_last_of_many_borrowers_and_lenders_leaves_a_pool_that_adds_up() -> None:
    """Sums of large amounts are rounded: what is left of that must neither stop the last one nor break an invariant."""
    n, rng = 400, np.random.default_rng(7)
    market = small_market(n, venues={"pool": POOL})
    usdc, ether = rng.uniform(1e5, 1e7, n), rng.uniform(1e2, 1e4, n)
    market.site.ledger.mint(0, np.arange(n), usdc)
    market.site.ledger.mint(1, np.arange(n), ether)
    assert refusals(market, *[supply(float(usdc[i]), i) for i in range(n)]) == []
    assert refusals(market, *[post(float(ether[i]), i) for i in range(n)]) == []
    lent = np.minimum(ether * 1500.0, usdc * 0.9)
    assert refusals(market, *[borrow(float(lent[i]), i) for i in rng.permutation(n).tolist()]) == []
    assert refusals(market, *[repay(1e9, i) for i in rng.permutation(n).tolist()]) == []
    assert refusals(market, *[take_back(float(ether[i]), i) for i in rng.permutation(n).tolist()]) == []
    assert refusals(market, *[withdraw(float(usdc[i]), i) for i in rng.permutation(n).tolist()]) == []
    sound(market)
    assert market.site.ledger.balances[:n, 0] == pytest.approx(usdc)


def test_an_empty_pool_pays_nobody_not_even_crumbs() -> None:
    market = market_of()
    refusals(market, supply(8000.0), post(5.0), borrow(8000.0))
    for crumb in (1e-3, 1e-6, 1e-9, 1e-12):
        refusals(market, *[withdraw(crumb)] * 50)
    assert held(market, LENDER, "USDC") == 2000.0
    sound(market)


def test_receipts_that_are_worth_nothing_give_nothing() -> None:
    market = market_of()
    refusals(market, supply(100.0))
    pool_of(market).reserves.supply_index[0] = 0.0
    assert refusals(market, supply(100.0)) == ["the venue does not offer this action"]
    assert refusals(market, withdraw(50.0)) == []
    assert (held(market, LENDER, "USDC"), held(market, LENDER, "pool:USDC")) == (9900.0, 50.0)


def test_a_crumb_beside_a_mountain_can_be_taken_back() -> None:
    """1e-9 vanishes in a sum of 1e9: the mountain leaves, and the crumb is still its owner's."""
    market = market_of()
    give(market, 3, "ETH", 1e9)
    assert refusals(market, post(1e9, 3), post(1e-9), take_back(1e9, 3), take_back(1e-9)) == []
    assert held(market, PLAYER, "ETH") == 10.0
    sound(market)


# --- borrowers --------------------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize(
    ("action", "reason"),
    [
        (supply(10_001.0), "the account does not hold enough"),
        (supply(1.0, asset="ETH"), "the venue does not list this asset"),
        (withdraw(1.0), "the account does not hold enough"),
        (withdraw(1.0, asset="pool:USDC"), "the venue does not list this asset"),
        (post(10.1), "the account does not hold enough"),
        (post(1.0, asset="USDC"), "the venue does not list this asset"),
        (take_back(1.0), "no such position"),
        (take_back(1.0, asset="DOGE"), "the venue does not list this asset"),
        (borrow(1.0), "no such position"),
        (borrow(1.0, asset="ETH"), "the venue does not list this asset"),
        (repay(1.0), "no such position"),
        (repay(1.0, asset="BTC"), "the venue does not list this asset"),
    ],
)
def test_what_a_pool_cannot_do_is_refused(action: Action, reason: str) -> None:
    assert refusals(market_of(), action) == [reason]


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


@pytest.mark.parametrize(
    ("terms", "fits", "too_much", "reason"),
    [
        (replace(POOL, supply_cap=np.array(1000.0)), supply(1000.0), supply(0.01), "above the supply cap"),
        (replace(POOL, borrow_cap=np.array(1000.0)), borrow(1000.0), borrow(0.01), "above the borrow cap"),
        (replace(POOL, collateral_cap=np.array(9.0)), post(4.0), post(0.01), "above the supply cap"),
    ],
    ids=["supply cap", "borrow cap", "collateral cap"],
)
def test_a_cap_is_filled_to_the_brim_and_no_further(
    terms: LendingPoolTerms, fits: Action, too_much: Action, reason: str
) -> None:
    market = market_of(terms)
    refusals(market, post(5.0))
    if isinstance(fits, Borrow):
        give(market, pool_of(market).reserves.account, "USDC", 5000.0)
    assert refusals(market, fits) == []
    assert refusals(market, too_much) == [reason]


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


def test_it_says_in_the_event_log_what_it_takes_lends_and_issues() -> None:
    table = market_of().site.log.table(AssetListed)
    listed = zip(table["asset"].tolist(), table["use"].tolist(), table["liquidation_threshold"].tolist(), strict=True)
    assert list(listed) == [
        ("ETH", "collateral", 0.83),
        ("BTC", "collateral", 0.75),
        ("USDC", "debt", 0.0),
        ("pool:USDC", "receipt", 0.0),
    ]


@pytest.mark.parametrize("owed", [1.0, 100.0 / 3.0, 777.77, 1234.567891])
def test_a_debt_that_is_repaid_in_full_is_gone_whatever_the_rounding(owed: float) -> None:
    for days in (1.0, 33.3, 365.0):
        market = market_of()
        give(market, PLAYER, "USDC", 1000.0)
        refusals(market, supply(5000.0), post(2.0), borrow(owed))
        market.accrue(days * 86_400.0)
        assert refusals(market, repay(1e9)) == []
        assert pool_of(market).book.debt[0].tolist() == [0.0]
        assert refusals(market, take_back(2.0)) == []
        sound(market)
