"""Recovery mode of Liquity v1. Source: ../shared/facts/MECHANISMS.md 2.6."""

import pytest

from firesale.market.actions import Borrow, ProvideStability, Redeem, TriggerLiquidation, WithdrawCollateral
from firesale.market.events import RecoveryModeChanged
from firesale.market.market import Market
from tests.market.venues.vaults.making import LIQUITY, check, collateral_of, debt_of, market_with, open_vault, vaults_of
from tests.markets import held, refusals, set_price

SAFE, RISKY, LIQUIDATOR = 0, 1, 2


def in_recovery(deposit: float = 0.0) -> Market:
    """Two vaults at 142 and 125 %, 136 % together."""
    market = market_with(LIQUITY)
    open_vault(market, SAFE, 20.0, 19_000.0)
    open_vault(market, RISKY, 10.0, 10_800.0)
    if deposit:
        order = ProvideStability(account=SAFE, venue="vaults", asset="COIN", amount=deposit)
        assert refusals(market, order) == []
    set_price(market, "ETH", 1370.0)
    return market


def close(market: Market, borrower: int) -> list[str]:
    return refusals(market, TriggerLiquidation(account=LIQUIDATOR, venue="vaults", borrower=borrower))


def test_a_vault_below_the_total_ratio_is_unsafe_then_and_says_so() -> None:
    market = in_recovery()
    unsafe = market.look().credit("vaults").unsafe
    assert unsafe.account.tolist() == [RISKY]
    changed = market.site.log.table(RecoveryModeChanged)
    assert changed["active"].tolist() == [True]
    assert changed["total_ratio"][0] == pytest.approx(30 * 1370.0 / (29_800.0 * 1.005 + 400.0))
    set_price(market, "ETH", 2000.0)
    assert market.look().credit("vaults").unsafe.account.tolist() == []
    assert market.site.log.table(RecoveryModeChanged)["active"].tolist() == [True, False]


def test_it_is_closed_only_if_the_pool_pays_for_all_of_it() -> None:
    assert close(in_recovery(deposit=5000.0), RISKY) == ["the position is safe"]


def test_what_exceeds_a_tenth_stays_with_its_owner() -> None:
    market = in_recovery(deposit=15_000.0)
    debt = debt_of(market, RISKY)
    assert close(market, RISKY) == []
    assert debt_of(market, RISKY) == 0.0
    assert 10.0 - collateral_of(market, RISKY) == pytest.approx(1.1 * debt / 1370.0)
    assert held(market, LIQUIDATOR, "ETH") == pytest.approx(0.005 * 1.1 * debt / 1370.0)
    assert vaults_of(market).stability.total == pytest.approx(15_000.0 - debt)
    check(market)


def test_nobody_takes_collateral_out_or_borrows_below_the_critical_ratio() -> None:
    market = in_recovery()
    out = WithdrawCollateral(account=SAFE, venue="vaults", asset="ETH", amount=0.01)
    more = Borrow(account=SAFE, venue="vaults", asset="COIN", amount=10.0)
    assert refusals(market, out, more) == ["the position would not be safe"] * 2


def test_nobody_may_bring_the_total_ratio_below_the_critical_one() -> None:
    market = market_with(LIQUITY)
    open_vault(market, SAFE, 20.0, 19_000.0)
    out = WithdrawCollateral(account=SAFE, venue="vaults", asset="ETH", amount=6.0)
    assert refusals(market, out) == ["the position would not be safe"]


def test_redemption_goes_on() -> None:
    market = in_recovery()
    order = Redeem(account=SAFE, venue="vaults", asset="COIN", amount=1000.0)
    assert refusals(market, order) == []
    assert debt_of(market, RISKY) == pytest.approx(10_800.0 * 1.005 + 200.0 - 1000.0)
    check(market)
