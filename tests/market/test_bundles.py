"""Bundles: several actions of one account, all or nothing; flash loans stand in test_flash_loans.py."""

from dataclasses import replace

import numpy as np
import pytest

from firesale.market.actions import (
    RECEIVED,
    Action,
    Supply,
    Withdraw,
)
from firesale.market.events import ActionRefused
from tests.market.bundling import PLAYER, borrow, bundle, buy, market_with_cash, post
from tests.markets import give, held, pool_of, refusals

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
