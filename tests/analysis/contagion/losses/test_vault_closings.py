"""A vault that owes more than its collateral is worth: what depositors and other vaults lose by it, and what a redemption costs."""

import numpy as np
import pytest

from firesale.analysis.contagion.losses.losses import losses
from firesale.market.actions import ProvideStability, Redeem, TriggerLiquidation
from firesale.market.events import LiquidationTriggered, StabilityLossShared
from firesale.market.market import Market
from tests.analysis.conftest import RunBuilder
from tests.analysis.contagion.losses.lossy import amounts, losses_of, rows
from tests.market.venues.vaults.making import market_with, open_vault
from tests.markets import refusals, set_price

OWNER, ONE, OTHER, LIQUIDATOR = 0, 1, 2, 3


def closed(price: float, deposits: dict[int, float]) -> Market:
    """1 ETH stands for 1,507.5 coins, 7.5 of it the fee; two other vaults of 30 and 10 ETH; then the price falls, and the first is closed."""
    market = market_with()
    open_vault(market, OWNER, 1.0, 1500.0)
    open_vault(market, ONE, 30.0, 9000.0)
    open_vault(market, OTHER, 10.0, 3000.0)
    for account, coins in deposits.items():
        order = ProvideStability(account=account, venue="vaults", asset="COIN", amount=coins)
        assert refusals(market, order) == []
    set_price(market, "ETH", price)
    assert refusals(market, TriggerLiquidation(account=LIQUIDATOR, venue="vaults", borrower=OWNER)) == []
    return market


@pytest.mark.parametrize(("price", "lost"), [(1000.0, 512.5), (1600.0, -84.5)])
def test_depositors_lose_the_debt_less_the_collateral(price: float, lost: float) -> None:
    """1,507.5 coins for 0.995 ETH (the rest is the liquidator's): at 1,000 that is 512.5 lost, at 1,600 it is 84.5 gained."""
    found = losses_of(closed(price, {ONE: 6000.0, OTHER: 2000.0}), "USD")
    assert amounts(found, "path", "bearer", "owner", "group") == {
        ("stability_pool", "depositors", OWNER, "g1"): 0.75 * lost,
        ("stability_pool", "depositors", OWNER, "g2"): 0.25 * lost,
    }


def test_what_the_pool_does_not_hold_goes_to_other_vaults_in_proportion_to_their_collateral() -> None:
    """A pool of 603 pays two fifths: 603 coins for 0.398 ETH; 904.5 coins and 0.597 ETH go to 30 and 10 ETH."""
    found = losses_of(closed(1000.0, {ONE: 603.0}), "USD")
    assert amounts(found, "path", "bearer", "group") == {
        ("stability_pool", "depositors", "g1"): 603.0 - 398.0,
        ("redistribution", "other vaults", "g1"): 0.75 * (904.5 - 597.0),
        ("redistribution", "other vaults", "g2"): 0.25 * (904.5 - 597.0),
    }


def test_two_vaults_that_are_closed_together_share_one_draw() -> None:
    """Both owe 1,507.5 against 1 and 1.2 ETH: each leaves its own loss, and each depositor bears its part of both."""
    market = market_with()
    open_vault(market, OWNER, 1.0, 1500.0)
    open_vault(market, OTHER, 1.2, 1500.0)
    open_vault(market, ONE, 30.0, 9000.0)
    for account in (ONE, OTHER):
        deposit = ProvideStability(
            account=account, venue="vaults", asset="COIN", amount=1500.0 + 3000.0 * (account == ONE)
        )
        assert refusals(market, deposit) == []
    set_price(market, "ETH", 1000.0)
    both = TriggerLiquidation(account=np.full(2, LIQUIDATOR), venue="vaults", borrower=np.array([OWNER, OTHER]))
    assert refusals(market, both) == []
    assert amounts(losses_of(market, "USD"), "owner", "account") == {
        (OWNER, ONE): 0.75 * 512.5,
        (OWNER, OTHER): 0.25 * 512.5,
        (OTHER, ONE): 0.75 * (1507.5 - 1194.0),
        (OTHER, OTHER): 0.25 * (1507.5 - 1194.0),
    }


def test_a_redeemed_vault_loses_where_the_oracle_lags_behind() -> None:
    """100 coins take 0.05 ETH at the oracle's 2,000; at the fundamental price of 2,200 they are worth 110. Fees are no loss of the vault."""
    market = market_with()
    open_vault(market, OWNER, 1.0, 1000.0)
    open_vault(market, ONE, 30.0, 9000.0)
    assert refusals(market, Redeem(account=ONE, venue="vaults", asset="COIN", amount=100.0)) == []
    market.site.assets.values[market.site.assets.column["ETH"]] = 2200.0
    found = losses_of(market, "USD")
    assert rows(found, "path", "origin", "owner", "bearer", "account") == [
        ["redemption", "redeemer", ONE, "redeemed vaults", OWNER]
    ]
    assert found.table["amount"].tolist() == [pytest.approx(10.0)]


def test_several_collaterals_of_a_draw_are_one_loss(run: RunBuilder) -> None:
    """Depositor 1 pays 90 coins for 0.03 ETH at 1,000 and 0.002 BTC at 20,000: 20 lost."""
    from firesale.market.events import DebtOffset

    run.at(3, LiquidationTriggered("vaults", 9, 0, "COIN", 90.0, 0.9))
    for k, (asset, units, price) in enumerate((("ETH", 0.03, 1000.0), ("BTC", 0.002, 20_000.0))):
        coins = 90.0 * (k == 0)
        run.at(3, DebtOffset("vaults", 9, 0, "COIN", coins, asset, units, price, 1.0))
        run.at(3, StabilityLossShared("vaults", 1, "COIN", coins, asset, units, price))
    found = losses(run.tables())
    assert rows(found, "step", "path", "owner", "account") == [[3, "stability_pool", 0, 1]]
    assert found.table["amount"].tolist() == [pytest.approx(20.0)]
