"""An isolated collateral in a pool: WETH ordinary, CRV at 0.5 with a ceiling of 300,000; and the bonus of an efficiency mode."""

from dataclasses import replace

import numpy as np
import pytest

from firesale.market.actions import Borrow, Liquidate
from firesale.market.events import Liquidated
from firesale.market.margin.account_modes import AccountModes
from firesale.market.market import Market
from firesale.market.modes.efficiency_mode import EfficiencyMode
from tests.agents.moves import happened
from tests.markets import POOL, give, pool_of, refusals, set_price, small_market

FIRST, SECOND, LIQUIDATOR = 0, 1, 5
MODES = AccountModes(
    loan_to_value=np.array([0.805, 0.35]),
    liquidation_threshold=np.array([0.83, 0.41]),
    debt_ceiling=np.array([np.inf, 300_000.0]),
    isolation_debt=np.array([True]),
)


def market_of(margin: AccountModes = MODES, btc: float = 0.5) -> Market:
    market = small_market(
        8, prices={"USDC": 1.0, "ETH": 2000.0, "BTC": btc}, venues={"pool": replace(POOL, margin=margin)}
    )
    give(market, pool_of(market).reserves.account, "USDC", 1e7)
    give(market, LIQUIDATOR, "USDC", 1e7)
    for account in (FIRST, SECOND):
        give(market, account, "BTC", 1e6)
        give(market, account, "ETH", 1e3)
    return market


def pledge(market: Market, account: int, eth: float, btc: float, usdc: float = 0.0) -> None:
    pool_of(market).borrowers.place(np.array([account]), np.array([[eth, btc]]), np.array([[usdc]]), "opening")


def borrow(account: object, amount: float) -> Borrow:
    return Borrow(account=account, venue="pool", asset="USDC", amount=amount)  # type: ignore[arg-type]


def test_the_ceiling_holds_over_all_positions_that_stand_on_the_collateral() -> None:
    market = market_of()
    for account in (FIRST, SECOND):
        pledge(market, account, 0.0, 1e6)
    assert refusals(market, borrow(FIRST, 170_000.0)) == []
    assert refusals(market, borrow(SECOND, 130_001.0)) == ["above the debt ceiling of its collateral"]
    assert refusals(market, borrow(SECOND, 130_000.0)) == []
    market.audit()


def test_of_two_who_ask_at_once_the_first_gets_what_there_is_room_for() -> None:
    market = market_of()
    for account in (FIRST, SECOND):
        pledge(market, account, 0.0, 1e6)
    both = borrow(np.array([FIRST, SECOND]), 160_000.0)
    assert refusals(market, both) == ["above the debt ceiling of its collateral"]
    assert pool_of(market).reserves.debt(0) == pytest.approx(160_000.0)


def test_debt_on_other_collateral_does_not_count() -> None:
    market = market_of()
    pledge(market, FIRST, 1000.0, 0.0)
    assert refusals(market, borrow(FIRST, 1e6)) == []
    pledge(market, SECOND, 0.0, 1e6)
    assert refusals(market, borrow(SECOND, 170_000.0)) == []


def test_a_liquidation_in_an_efficiency_mode_pays_its_bonus() -> None:
    category = EfficiencyMode(np.array([True, False]), np.array([True]), 0.90, 0.93, 0.01)
    market = market_of(replace(MODES, categories=(category,)))
    pledge(market, FIRST, 100.0, 0.0, 185_000.0)
    assert market.health_of(FIRST, "pool") == pytest.approx(186_000.0 / 185_000.0)
    set_price(market, "ETH", 1980.0)
    order = Liquidate(
        account=LIQUIDATOR, venue="pool", borrower=FIRST, collateral="ETH", debt="USDC", repayment=50_000.0
    )
    assert refusals(market, order) == []
    (done,) = happened(market, Liquidated)
    assert float(np.sum(done.seized)) == pytest.approx(50_000.0 / 1980.0 * 1.01, rel=1e-12)
