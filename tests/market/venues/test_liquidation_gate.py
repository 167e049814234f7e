"""When nobody is liquidated: one position of 1 ETH and 1000 USDC, unsafe below 1204.8, in a pool that pauses, times out or waits."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from firesale.market.actions import Borrow, Liquidate, PostCollateral, Repay, Supply, WithdrawCollateral
from firesale.market.errors import BadValueError
from firesale.market.founding import OracleTerms
from firesale.market.market import Market
from firesale.market.oracles.push import Push
from tests.markets import ORACLES, POOL, give, pool_of, refusals, set_price, small_market

BORROWER, LIQUIDATOR = 0, 5
HELD_BACK = ["liquidations are held back during and after an outage"]
CLOSE = Liquidate(account=LIQUIDATOR, venue="pool", borrower=BORROWER, collateral="ETH", debt="USDC", repayment=1e6)


def market_with(price: float = 1100.0, oracle: OracleTerms | None = None, **terms: Any) -> Market:
    oracles = {"fair": oracle} if oracle else ORACLES
    market = small_market(8, venues={"pool": replace(POOL, **terms)}, oracles=oracles)
    give(market, pool_of(market).reserves.account, "USDC", 1e5)
    give(market, LIQUIDATOR, "USDC", 1e5)
    give(market, BORROWER, "ETH", 2.0)
    pool_of(market).borrowers.place(np.array([BORROWER]), np.array([[1.0, 0.0]]), np.array([[1000.0]]), "opening")
    set_price(market, "ETH", price)
    return market


def at(market: Market, time: float) -> Market:
    """Later: oracles report, backstops look."""
    market.site.log.time = time
    market.report_prices()
    market.absorb()
    return market


# --- pauses -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "action",
    [
        CLOSE,
        Supply(account=LIQUIDATOR, venue="pool", asset="USDC", amount=1.0),
        Repay(account=BORROWER, venue="pool", asset="USDC", amount=1.0),
        PostCollateral(account=BORROWER, venue="pool", asset="ETH", amount=0.1),
    ],
)
def test_while_it_is_paused_a_pool_refuses_everything(action: Any) -> None:
    market = at(market_with(pauses=((100.0, 200.0),)), 100.0)
    assert refusals(market, action) == ["the pool is paused"]
    assert refusals(at(market, 200.0), action) == []


def test_after_a_pause_borrowers_have_time_before_anybody_is_liquidated() -> None:
    market = market_with(pauses=((100.0, 200.0),), grace_period=50.0)
    assert refusals(at(market, 249.0), CLOSE) == HELD_BACK
    assert refusals(market, PostCollateral(account=BORROWER, venue="pool", asset="ETH", amount=0.01)) == []
    assert refusals(at(market, 250.0), CLOSE) == []


def test_many_orders_are_held_back_together() -> None:
    market = at(market_with(pauses=((100.0, 200.0),), grace_period=50.0), 210.0)
    give(market, 1, "ETH", 1.0)
    pool_of(market).borrowers.place(np.array([1]), np.array([[1.0, 0.0]]), np.array([[1000.0]]), "opening")
    both = replace(CLOSE, borrower=np.array([BORROWER, 1]), account=np.array([LIQUIDATOR] * 2))
    assert refusals(market, both) == HELD_BACK * 2
    assert refusals(at(market, 150.0), both) == ["the pool is paused"] * 2


def test_who_cannot_be_liquidated_is_not_shown_as_unsafe() -> None:
    market = market_with(pauses=((100.0, 200.0),), grace_period=50.0)
    shown = [len(pool_of(at(market, time)).public_quote().unsafe.account) for time in (99.0, 150.0, 220.0, 250.0)]
    assert shown == [1, 0, 0, 1]


@pytest.mark.parametrize("pause", [(10.0, 10.0), (20.0, 10.0), (-1.0, 5.0)])
def test_a_pause_ends_after_it_begins(pause: tuple[float, float]) -> None:
    with pytest.raises(BadValueError, match="pauses"):
        replace(POOL, pauses=(pause,))


# --- outages of the oracle --------------------------------------------------------------------------------------------


def test_nobody_is_liquidated_at_a_price_that_is_too_old_nor_for_a_while_after_the_next_one() -> None:
    oracle = OracleTerms(Push(deviation=0.5, heartbeat=1000.0, latency=0.0))
    market = market_with(price=500.0, oracle=oracle, oracle_timeout=600.0, grace_period=300.0)
    assert len(pool_of(at(market, 500.0)).public_quote().unsafe.account) == 1
    assert refusals(at(market, 700.0), CLOSE) == HELD_BACK  # the report is 700 seconds old
    at(market, 1000.0)  # the heartbeat
    assert refusals(market, CLOSE) == []
    late = market_with(price=500.0, oracle=oracle, oracle_timeout=600.0, grace_period=300.0)
    at(late, 900.0)
    assert refusals(at(late, 1000.0), CLOSE) == HELD_BACK
    assert refusals(at(late, 1200.0), CLOSE) == []


# --- cool-off ---------------------------------------------------------------------------------------------------------


def test_who_has_just_borrowed_is_not_liquidated_at_once() -> None:
    market = at(market_with(price=2000.0, cool_off=60.0), 1000.0)
    assert refusals(market, Borrow(account=BORROWER, venue="pool", asset="USDC", amount=500.0)) == []
    set_price(market, "ETH", 1500.0)
    assert refusals(at(market, 1059.0), CLOSE) == ["too soon after the position was checked"]
    assert refusals(at(market, 1060.0), CLOSE) == []


def test_a_refused_withdrawal_starts_no_cool_off_and_an_accepted_one_does() -> None:
    market = at(market_with(price=2000.0, cool_off=60.0), 1000.0)
    refused = WithdrawCollateral(account=BORROWER, venue="pool", asset="ETH", amount=0.9)
    assert refusals(market, refused) == ["the position would not be safe"]
    assert pool_of(market).positions.gate.open_to(np.array([0])).tolist() == [True]
    assert refusals(market, replace(refused, amount=0.1)) == []
    assert pool_of(market).positions.gate.open_to(np.array([0])).tolist() == [False]
