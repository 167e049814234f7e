"""What Liquity v1 forbids, and when: rules of BorrowerOperations.sol, TroveManager.sol and StabilityPool.sol that no vector shows."""

from dataclasses import replace

import numpy as np
import pytest

from firesale.market.actions import Borrow, ProvideStability, Redeem, Repay, TriggerLiquidation, WithdrawStability
from firesale.market.liquidation.stability_pool import StabilityPool
from firesale.market.market import Market
from firesale.market.redemption.closed import Closed
from firesale.market.venues.vaults.product_sum import Deposits, beginning, with_loss, worth
from tests.market.venues.vaults.making import LIQUITY, TERMS, check, collateral_of, market_with, open_vault, vaults_of
from tests.markets import refusals, set_price

SAFE, RISKY, RICH, LIQUIDATOR = 0, 1, 2, 3
UNSAFE = ["the position would not be safe"]
SIXTY = 0.999037758833783
"""What a minute leaves of the base rate: MINUTE_DECAY_FACTOR."""


def two() -> Market:
    """20 ETH against 19,000 coins and 10 against 10,800, at 2000: debts 19,295 and 11,054."""
    market = market_with(LIQUITY)
    open_vault(market, SAFE, 20.0, 19_000.0)
    open_vault(market, RISKY, 10.0, 10_800.0)
    return market


def redeem(market: Market, amount: float) -> list[str]:
    return refusals(market, Redeem(account=SAFE, venue="vaults", asset="COIN", amount=amount))


def provide(market: Market, account: int, amount: float) -> list[str]:
    return refusals(market, ProvideStability(account=account, venue="vaults", asset="COIN", amount=amount))


def take_out(market: Market, account: int, amount: float) -> list[str]:
    return refusals(market, WithdrawStability(account=account, venue="vaults", asset="COIN", amount=amount))


def trigger(market: Market, borrower: int) -> list[str]:
    return refusals(market, TriggerLiquidation(account=LIQUIDATOR, venue="vaults", borrower=borrower))


def borrow(market: Market, account: int, amount: float) -> list[str]:
    return refusals(market, Borrow(account=account, venue="vaults", asset="COIN", amount=amount))


def test_nobody_redeems_while_all_vaults_together_are_below_the_least_ratio() -> None:
    """`_requireTCRoverMCR`. At 1100 the ratios are 1.14 and .995, and 33,000 / 30,349 = 1.087 together; at 1120 they have 1.107."""
    market = two()
    set_price(market, "ETH", 1100.0)
    assert redeem(market, 1000.0) == ["the venue does not offer this action"]
    set_price(market, "ETH", 1120.0)
    assert redeem(market, 1000.0) == []


def test_what_a_redeemed_vault_leaves_to_its_owner_backs_nothing() -> None:
    """`CollSurplusPool`: 10 ETH less 10,854 / 2000 are the owner's; 20 ETH at 2000 stand against 19,295."""
    market = two()
    assert redeem(market, 10_854.0) == []
    assert collateral_of(market, RISKY) == pytest.approx(10.0 - 5.427)
    assert vaults_of(market).solvency.total_ratio() == pytest.approx(40_000.0 / 19_295.0, rel=1e-12)


def test_in_recovery_mode_a_vault_may_not_owe_more_however_safe_it_is() -> None:
    """`_requireNewICRisAboveOldICR`."""
    market = two()
    open_vault(market, RICH, 4.0, 1800.0)
    set_price(market, "ETH", 1310.0)
    assert vaults_of(market).solvency.recovery
    assert market.health_of(RICH, "vaults") > 1.8
    assert borrow(market, RICH, 10.0) == UNSAFE


def test_nobody_closes_a_vault_in_recovery_mode_but_may_repay_a_part() -> None:
    """`closeTrove`, `_requireNotInRecoveryMode`."""
    market = two()
    set_price(market, "ETH", 1370.0)
    assert redeem(market, 2000.0) == []
    whole = Repay(account=RISKY, venue="vaults", asset="COIN", amount=1e6)
    part = Repay(account=RISKY, venue="vaults", asset="COIN", amount=1000.0)
    assert refusals(market, replace(whole)) == UNSAFE
    assert refusals(market, part) == []
    check(market)


def test_the_last_vault_is_not_closed_by_its_owner() -> None:
    market = two()
    assert redeem(market, 10_854.0) == []
    assert refusals(market, Repay(account=SAFE, venue="vaults", asset="COIN", amount=1e6)) != []


def test_the_last_vault_is_not_liquidated_even_if_the_pool_could_pay() -> None:
    """`_requireMoreThanOneTroveInSystem`."""
    market = market_with(replace(TERMS, redemption=Closed()))
    open_vault(market, SAFE, 1.0, 1000.0)
    open_vault(market, RICH, 10.0, 500.0)
    assert provide(market, SAFE, 1000.0) == []
    set_price(market, "ETH", 1050.0)
    alone = market_with(replace(TERMS, redemption=Closed()))
    open_vault(alone, SAFE, 1.0, 1000.0)
    assert provide(alone, SAFE, 1000.0) == []
    set_price(alone, "ETH", 1050.0)
    assert trigger(alone, SAFE) == ["the position is safe"]
    assert trigger(market, SAFE) == []


def test_a_deposit_is_locked_while_a_vault_is_below_the_least_ratio() -> None:
    """`withdrawFromSP`, `_requireNoUnderCollateralizedTroves`: the debt of such a vault is theirs."""
    market = two()
    assert provide(market, SAFE, 15_000.0) == []
    set_price(market, "ETH", 1200.0)  # 10 * 1200 / 11,054 = 1.086
    assert take_out(market, SAFE, 1000.0) == ["deposits are locked while a vault may be closed"]
    assert trigger(market, RISKY) == []
    assert take_out(market, SAFE, 1000.0) == []
    check(market)


def test_a_pool_that_does_not_lock_lets_depositors_go() -> None:
    market = market_with(replace(LIQUITY, liquidation=StabilityPool(locked=False)))
    open_vault(market, SAFE, 20.0, 19_000.0)
    open_vault(market, RISKY, 10.0, 10_800.0)
    assert provide(market, SAFE, 15_000.0) == []
    set_price(market, "ETH", 1200.0)
    assert take_out(market, SAFE, 1000.0) == []


def test_the_base_rate_decays_by_whole_minutes_and_a_loan_writes_it_down() -> None:
    """`decayBaseRateFromBorrowing`, `_updateLastFeeOpTime`: 90 s count as one minute, and the clock begins anew then."""
    market = two()
    log, desk = market.site.log, vaults_of(market).redemptions
    log.time = 1000.0
    assert redeem(market, 6000.0) == []
    rate = desk.base_rate
    assert rate == pytest.approx(6000.0 / 30_349.0 / 2.0, rel=1e-12)
    log.time = 1059.0
    assert desk.base_rate == rate
    log.time = 1090.0
    assert desk.base_rate == pytest.approx(rate * SIXTY, rel=1e-14)
    assert borrow(market, SAFE, 10.0) == []
    log.time = 1149.0
    assert desk.base_rate == pytest.approx(rate * SIXTY, rel=1e-14)
    log.time = 1150.0
    assert desk.base_rate == pytest.approx(rate * SIXTY**2, rel=1e-14)


def test_a_loan_within_a_minute_does_not_stop_the_clock() -> None:
    market = two()
    log, desk = market.site.log, vaults_of(market).redemptions
    assert redeem(market, 6000.0) == []
    rate = desk.base_rate
    for second in (30.0, 59.0):
        log.time = second
        assert borrow(market, SAFE, 1.0) == []
    log.time = 60.0
    assert desk.base_rate == pytest.approx(rate * SIXTY, rel=1e-14)


def test_a_deposit_of_which_less_than_a_billionth_is_left_is_worth_nothing() -> None:
    """`_getCompoundedStakeFromSnapshots`."""
    start = beginning(1)
    mine = Deposits(np.array([1e12]), np.array([1.0]), np.zeros(1, dtype=np.int64), np.zeros((1, 1, 2)))
    assert worth(mine, with_loss(start, 1e12, 1e12 - 1100.0))[0] == pytest.approx(1100.0, rel=1e-3)
    assert worth(mine, with_loss(start, 1e12, 1e12 - 900.0))[0] == 0.0
