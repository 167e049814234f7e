"""Euler's debt takeover: 100 units of collateral at 1 with threshold 0.80, debt 81 (MECHANISMS 2.4); the liquidator pledges collateral of its own."""

from dataclasses import replace

import numpy as np
import pytest

from firesale.market.actions import Liquidate
from firesale.market.liquidation.fixed_spread import FixedSpread
from firesale.market.liquidation.health_dependent import HealthDependent
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.market import Market
from tests.markets import POOL, give, held, pool_of, refusals, set_price, small_market

BORROWER, OTHER, LIQUIDATOR = 0, 1, 5


def market_of(own: float = 100.0, debt: float = 81.0, take_over: bool = True) -> Market:
    margin = LoanToValue(np.array([0.75, 0.75]), np.array([0.80, 0.80]))
    terms = replace(POOL, margin=margin, liquidation=HealthDependent(take_over=take_over), opening_spread=0.0)
    market = small_market(8, prices={"USDC": 1.0, "ETH": 1.02, "BTC": 1.0}, venues={"pool": terms})
    give(market, pool_of(market).reserves.account, "USDC", 1e5)
    for account, units, owed in ((BORROWER, 100.0, debt), (OTHER, 100.0, debt), (LIQUIDATOR, own, 0.0)):
        give(market, account, "ETH", units)
        pool_of(market).borrowers.place(np.array([account]), np.array([[units, 0.0]]), np.array([[owed]]), "opening")
    set_price(market, "ETH", 1.0)
    return market


def take(borrower: object = BORROWER, account: object = LIQUIDATOR, repayment: float = 1e6) -> Liquidate:
    return Liquidate(
        account=account,  # type: ignore[arg-type]
        venue="pool",
        borrower=borrower,  # type: ignore[arg-type]
        collateral="ETH",
        debt="USDC",
        repayment=repayment,
        take_over=True,
    )


def position(market: Market, account: int) -> tuple[float, float]:
    rows = pool_of(market).book.row_of[[account]]
    at = pool_of(market).positions.at(rows)
    return float(at.collateral[0, 0]), float(at.debt[0, 0])


def test_collateral_and_debt_move_and_nobody_pays() -> None:
    market = market_of()
    assert refusals(market, take()) == []
    assert position(market, LIQUIDATOR) == pytest.approx((182.0125, 81.0), rel=1e-12)
    assert position(market, BORROWER) == pytest.approx((17.9875, 0.0), rel=1e-12)
    assert held(market, LIQUIDATOR, "USDC") == 0.0
    market.check()
    market.audit()


def test_the_liquidator_must_be_able_to_open_what_it_has_then() -> None:
    """82.0125 + own collateral at 75 % against 81: 25.9875 of its own are needed."""
    assert refusals(market_of(own=25.98), take()) == ["the position would not be safe"]
    assert refusals(market_of(own=25.99), take()) == []


def test_debt_that_no_collateral_is_left_for_is_the_lenders_loss() -> None:
    market = market_of(debt=90.0)
    assert refusals(market, take()) == []
    assert float(pool_of(market).reserves.deficit[0]) == pytest.approx(1.1111111111, rel=1e-9)
    market.check()


def test_nobody_takes_over_the_own_debt() -> None:
    assert refusals(market_of(), take(account=BORROWER)) == ["the position would not be safe"]


def test_many_orders_of_one_liquidator_are_taken_one_after_the_other() -> None:
    market = market_of(own=60.0)
    assert refusals(market, take(borrower=np.array([BORROWER, OTHER]), account=np.array([LIQUIDATOR] * 2))) == []
    assert position(market, LIQUIDATOR) == pytest.approx((60.0 + 2 * 82.0125, 162.0), rel=1e-12)
    market.audit()


def test_who_pays_at_once_needs_no_position() -> None:
    market = market_of(own=0.0)
    give(market, LIQUIDATOR, "USDC", 1000.0)
    assert refusals(market, replace(take(), take_over=False)) == []
    assert held(market, LIQUIDATOR, "ETH") == pytest.approx(82.0125, rel=1e-12)


def test_a_pool_whose_mechanism_has_no_takeover_does_not_offer_it() -> None:
    fixed = replace(POOL, liquidation=FixedSpread(np.array([0.05, 0.05])))
    assert refusals(small_market(8, venues={"pool": fixed}), take()) == ["the venue does not offer this action"]
    assert refusals(market_of(take_over=False), take()) == ["the venue does not offer this action"]
