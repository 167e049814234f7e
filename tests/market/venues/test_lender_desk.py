"""Deposits, receipts and withdrawals; the market stands in lending.py."""

import pytest

from tests.market.venues.lending import (
    LENDER,
    borrow,
    market_of,
    post,
    sound,
    supply,
    withdraw,
)
from tests.markets import held, pool_of, refusals


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
