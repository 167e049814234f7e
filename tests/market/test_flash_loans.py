"""Bundles that begin with a pool's cash and end with paying it back."""

import numpy as np
import pytest

from firesale.market.actions import (
    Declare,
    FlashLoan,
    Liquidate,
    Repay,
)
from firesale.market.events import FlashLoaned, PlanConsidered
from tests.market.bundling import PLAYER, bundle, buy, flash, market_with_cash, post, sell
from tests.markets import give, held, pool_of, refusals, set_price


def test_a_flash_loan_is_paid_back_with_its_fee_and_the_fee_is_the_pools_surplus() -> None:
    market = market_with_cash()
    give(market, PLAYER, "USDC", 100.0)
    plan = Declare(account=PLAYER, venue="pool", plan="nothing", expected_gain=0.0, expected_cost=0.0, made=True)
    assert refusals(market, flash(100_000.0, plan)) == []
    assert held(market, PLAYER, "USDC") == pytest.approx(50.0)  # 0.05 % of 100,000
    assert pool_of(market).reserves.surplus(0) == pytest.approx(50.0)
    table = market.site.log.table(FlashLoaned)
    assert (table["amount"].tolist(), table["fee"].tolist()) == ([100_000.0], [50.0])
    market.check()


def test_a_flash_loan_that_cannot_be_paid_back_is_undone_with_its_legs() -> None:
    market = market_with_cash()
    before = market.site.ledger.balances.copy()
    plan = Declare(account=PLAYER, venue="pool", plan="rob", expected_gain=9.0, expected_cost=0.0, made=True)
    assert refusals(market, flash(1000.0, plan, buy(900.0))) == ["the account does not hold enough"]
    assert np.array_equal(market.site.ledger.balances, before)
    assert len(market.site.log.table(PlanConsidered)["plan"]) == 0


@pytest.mark.parametrize(
    ("loan", "reason"),
    [
        (flash(100_001.0, buy(1.0)), "the venue is short of cash"),
        (flash(1.0, buy(1.0), asset="ETH"), "the venue does not list this asset"),
        (flash(1.0, buy(1.0), venue="swap"), "the venue does not offer this action"),
        (flash(1.0, buy(1.0), venue="nowhere"), "the venue does not offer this action"),
        (flash(1.0), "the bundle is empty"),
        (flash(0.0, buy(1.0)), "amount is not positive"),
        (flash(float("nan"), buy(1.0)), "amount is not a finite number"),
    ],
)
def test_a_flash_loan_that_cannot_be_is_refused(loan: FlashLoan, reason: str) -> None:
    assert refusals(market_with_cash(), loan) == [reason]


def test_a_liquidation_is_paid_with_borrowed_money() -> None:
    """1 ETH at 2000 against 1600: at 1900 it is unsafe; the liquidator has nothing but the fees."""
    market = market_with_cash()
    pool = pool_of(market)
    give(market, 2, "ETH", 1.0)
    pool.borrowers.place(np.array([2]), np.array([[1.0, 0.0]]), np.array([[1600.0]]), "opening")
    set_price(market, "ETH", 1900.0)
    close = Liquidate(account=PLAYER, venue="pool", borrower=2, collateral="ETH", debt="USDC", repayment=1600.0)
    assert refusals(market, flash(1600.0, close, sell(venue="book"))) == []
    seized = 1600.0 / 1900.0 * 1.05
    kept = seized - 0.1 * (seized - 1600.0 / 1900.0)
    # the book still stands at 1900: it takes 0.1 % fee and moves by 0.01 per 1e6
    assert held(market, PLAYER, "USDC") == pytest.approx(kept * 0.999 * 1900.0 - 1600.8, abs=0.02)
    market.check()
    market.audit()


def test_bundles_nest_and_received_is_counted_from_the_start_of_each() -> None:
    market = market_with_cash()
    give(market, PLAYER, "USDC", 1000.0)
    inner = bundle(buy(200.0, "book"), post())
    assert refusals(market, bundle(buy(300.0), inner, sell())) == []
    pledged = float(pool_of(market).book.collateral_total[0])
    assert pledged == pytest.approx(200.0 * 0.999 / 2000.0, rel=1e-5)
    assert held(market, PLAYER, "ETH") == pytest.approx(0.0, abs=1e-15)


def test_an_inner_bundle_that_fails_undoes_the_outer_one() -> None:
    market = market_with_cash()
    give(market, PLAYER, "USDC", 1000.0)
    before = market.site.ledger.balances.copy()
    repay = Repay(account=PLAYER, venue="pool", asset="USDC", amount=1.0)
    assert refusals(market, bundle(buy(300.0), flash(500.0, bundle(buy(100.0), repay)))) == ["no such position"]
    assert np.array_equal(market.site.ledger.balances, before)


def test_a_loan_within_a_loan_is_paid_back_first() -> None:
    market = market_with_cash()
    give(market, PLAYER, "USDC", 100.0)
    inner = flash(60_000.0, buy(10.0))
    assert refusals(market, flash(40_000.0, inner)) == []
    assert market.site.log.table(FlashLoaned)["amount"].tolist() == [60_000.0, 40_000.0]
    assert held(market, PLAYER, "USDC") == pytest.approx(100.0 - 10.0 - 30.0 - 20.0)
    assert refusals(market, flash(50_000.0, flash(60_000.0, buy(1.0)))) == ["the venue is short of cash"]
