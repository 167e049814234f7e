"""Bundles and flash loans: several actions of one account, all or nothing."""

from dataclasses import replace

import numpy as np
import pytest

from firesale.market.actions import (
    RECEIVED,
    Action,
    Borrow,
    Bundle,
    Declare,
    FlashLoan,
    Liquidate,
    PostCollateral,
    Repay,
    Supply,
    Swap,
    Withdraw,
)
from firesale.market.events import ActionRefused, FlashLoaned, PlanConsidered
from firesale.market.market import Market
from tests.markets import give, held, pool_of, refusals, set_price, small_market

LENDER, PLAYER = 0, 1


def market_with_cash(cash: float = 100_000.0) -> Market:
    market = small_market(4)
    give(market, LENDER, "USDC", cash)
    assert refusals(market, Supply(account=LENDER, venue="pool", asset="USDC", amount=cash)) == []
    return market


def buy(amount: object = RECEIVED, venue: str = "swap", account: int = PLAYER) -> Swap:
    return Swap(account=account, venue=venue, asset_in="USDC", asset_out="ETH", amount_in=amount)  # type: ignore[arg-type]


def sell(amount: object = RECEIVED, venue: str = "swap") -> Swap:
    return Swap(account=PLAYER, venue=venue, asset_in="ETH", asset_out="USDC", amount_in=amount)  # type: ignore[arg-type]


def bundle(*legs: Action, fee: float = 0.0) -> Bundle:
    return Bundle(account=PLAYER, legs=legs, priority_fee=fee)


def flash(amount: float, *legs: Action, asset: str = "USDC", venue: str = "pool") -> FlashLoan:
    return FlashLoan(account=PLAYER, venue=venue, asset=asset, amount=amount, legs=legs)


def borrow(amount: float) -> Borrow:
    return Borrow(account=PLAYER, venue="pool", asset="USDC", amount=amount)


def post(amount: object = RECEIVED, asset: str = "ETH") -> PostCollateral:
    return PostCollateral(account=PLAYER, venue="pool", asset=asset, amount=amount)  # type: ignore[arg-type]


# --- all or nothing ---------------------------------------------------------------------------------------------------


def test_the_legs_are_carried_out_in_order() -> None:
    market = market_with_cash()
    give(market, PLAYER, "USDC", 2000.0)
    assert refusals(market, bundle(buy(2000.0), post(), borrow(500.0))) == []
    assert held(market, PLAYER, "USDC") == 500.0
    assert held(market, PLAYER, "ETH") == 0.0
    assert pool_of(market).book.collateral_total[0] == pytest.approx(2000.0 * 0.997 / (2e6 + 1994.0) * 1000.0)


def test_a_last_leg_that_fails_undoes_everything() -> None:
    market = market_with_cash()
    give(market, PLAYER, "USDC", 2000.0)
    log, book = market.site.log, pool_of(market).book
    before, supply, price = market.site.ledger.balances.copy(), market.site.ledger.supply.copy(), market.venues["book"]
    displacement, mark = price.displacement.copy(), log.mark()  # type: ignore[attr-defined]
    legs = (buy(1000.0), buy(500.0, "book"), post(), Supply(account=PLAYER, venue="pool", asset="USDC", amount=500.0))
    assert refusals(market, bundle(*legs, borrow(5000.0))) == ["the position would not be safe"]
    assert np.array_equal(market.site.ledger.balances, before)
    assert np.array_equal(market.site.ledger.supply, supply)
    assert np.array_equal(price.displacement, displacement)  # type: ignore[attr-defined]
    assert not book.collateral.any()
    assert not book.collateral_total.any()
    assert [type(event) for event in log.since(mark)] == [ActionRefused]
    market.check()
    market.audit()


def test_a_refused_bundle_is_written_down_with_the_venue_and_asset_of_its_last_leg() -> None:
    market = market_with_cash()
    refusals(market, bundle(buy(5.0), borrow(9.0)))
    table = market.site.log.table(ActionRefused)
    named = {name: table[name].tolist() for name in ("venue", "account", "action", "asset", "amount")}
    assert named == {"venue": ["pool"], "account": [1], "action": ["Bundle"], "asset": ["USDC"], "amount": [9.0]}


def test_a_bundle_pays_one_priority_fee_and_its_legs_pay_none() -> None:
    market = market_with_cash()
    give(market, PLAYER, "USDC", 100.0)
    leg = replace(buy(10.0), priority_fee=50.0)
    assert refusals(market, bundle(leg, leg, fee=3.0)) == []
    assert held(market, PLAYER, "USDC") == 77.0
    assert refusals(market, bundle(buy(77.0), fee=3.0)) == ["the account does not hold enough"]
    assert held(market, PLAYER, "USDC") == 77.0


@pytest.mark.parametrize(
    ("legs", "reason"),
    [
        ((), "the bundle is empty"),
        ((buy(1.0), buy(1.0, account=2)), "the action is malformed"),
        ((buy("much"),), "the action is malformed"),
        ((buy([1.0, 2.0]), buy([[1.0]])), "the action is malformed"),
        ((buy(float("nan")),), "amount is not a finite number"),
        ((buy(1.0, venue="nowhere"),), "unknown venue"),
        ((post(RECEIVED, "DOGE"),), "the venue does not list this asset"),
        ((post(),), "amount is not positive"),  # nothing was received
    ],
)
def test_a_bundle_that_cannot_be_is_refused(legs: tuple[Action, ...], reason: str) -> None:
    market = market_with_cash()
    give(market, PLAYER, "USDC", 10.0)
    assert refusals(market, bundle(*legs)) == [reason]
    assert held(market, PLAYER, "USDC") == 10.0


# --- "received" -------------------------------------------------------------------------------------------------------


def test_received_is_what_came_in_since_the_bundle_began_and_not_what_was_there() -> None:
    market = market_with_cash()
    give(market, PLAYER, "ETH", 7.0)
    give(market, PLAYER, "USDC", 2000.0)
    assert refusals(market, bundle(buy(2000.0), post(), borrow(100.0))) == []
    assert held(market, PLAYER, "ETH") == pytest.approx(7.0)


def test_received_of_several_legs_adds_up_and_what_was_spent_is_gone() -> None:
    market = market_with_cash()
    give(market, PLAYER, "USDC", 1000.0)
    give(market, PLAYER, "ETH", 1.0)
    assert refusals(market, bundle(buy(300.0), buy(200.0, "book"), post(0.1), post())) == []
    assert held(market, PLAYER, "ETH") == pytest.approx(1.0)
    assert held(market, PLAYER, "USDC") == 500.0


def test_received_receipts_are_those_of_the_pool() -> None:
    market = market_with_cash()
    give(market, PLAYER, "USDC", 50.0)
    legs = (
        Supply(account=PLAYER, venue="pool", asset="USDC", amount=50.0),
        Withdraw(account=PLAYER, venue="pool", asset="USDC", receipts=RECEIVED),
    )
    assert refusals(market, bundle(*legs)) == []
    assert held(market, PLAYER, "USDC") == 50.0
    assert held(market, PLAYER, "pool:USDC") == 0.0


# --- flash loans ------------------------------------------------------------------------------------------------------


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
