"""Can any sequence of actions create or lose coins, or leave a trace where it was refused? Random actions on vaults of two collaterals, an
exchange of their coin, and a pool that takes the coin as collateral.
"""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from firesale.market.actions import (
    Action,
    Borrow,
    Bundle,
    ChooseRate,
    FlashLoan,
    Liquidate,
    PostCollateral,
    ProvideStability,
    Redeem,
    Repay,
    Supply,
    Swap,
    TriggerLiquidation,
    WithdrawCollateral,
    WithdrawStability,
)
from firesale.market.backstops.recapitalisation import Recapitalisation
from firesale.market.backstops.redistribution import Redistribution
from firesale.market.backstops.reserves import Reserves
from firesale.market.backstops.stability_pool import StabilityDraw
from firesale.market.events import ActionRefused, Liquidated, LiquidationTriggered
from firesale.market.founding import OracleTerms
from firesale.market.liquidation.fixed_spread import FixedSpread
from firesale.market.liquidation.stability_pool import StabilityPool
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.market import Market
from firesale.market.oracles.spot import Spot
from firesale.market.rates.constant import Constant
from firesale.market.redemption.lowest_rate_first import LowestRateFirst
from firesale.market.venues.constant_product import ConstantProductTerms
from firesale.market.venues.lending_pool import LendingPoolTerms
from firesale.market.venues.vaults.vaults import VaultsOpening
from tests.market.venues.vaults.making import TERMS, vaults_of
from tests.markets import give, refusals, set_price, small_market

PLAYERS = 6
PRICES = {"USD": 1.0, "ETH": 2000.0, "BTC": 30_000.0, "GOV": 5.0}
RULE = LoanToValue(np.array([0.8, 0.75]), np.array([0.9, 0.85]))
VAULTS = replace(
    TERMS,
    collateral=("ETH", "BTC"),
    margin=RULE,
    rates=(Constant(0.2),),
    reserve_factor=np.array([0.5]),
    borrow_cap=np.array([5e5]),
    backstops=(Reserves(), Recapitalisation("shares", floor_price=1.0)),
)
STRICT = replace(
    VAULTS, least_debt=500.0, gas_reserve=50.0, recovery_ratio=1.5, liquidation=StabilityPool(coins_kept=1.0)
)
AUCTIONLESS = replace(
    VAULTS,
    liquidation=FixedSpread(np.array([0.05, 0.1]), dust_value=0.0),
    backstops=(StabilityDraw(0.5), Redistribution(0.5), *VAULTS.backstops),
)
CHOSEN = replace(STRICT, own_rates=True, upfront_fee=604_800.0, redemption=LowestRateFirst())


def world(terms: VaultsOpening) -> Market:
    venues = {
        "pair": ConstantProductTerms("COIN", "USD", base_reserve=20_000.0),
        "shares": ConstantProductTerms("GOV", "COIN", base_reserve=10_000.0),
        "vaults": terms,
        "pool": LendingPoolTerms(
            collateral=("COIN",),
            debt=("USD",),
            oracle="fair",
            margin=LoanToValue(np.array([0.8]), np.array([0.9])),
            liquidation=FixedSpread(np.array([0.05]), dust_value=0.0),
            rates=(Constant(0.1),),
        ),
    }
    market = small_market(PLAYERS, prices=PRICES, venues=venues, oracles={"fair": OracleTerms(Spot(), ("pair",))})
    for account in range(PLAYERS):
        for asset, amount in (("USD", 3e4), ("ETH", 30.0), ("BTC", 1.0)):
            give(market, account, asset, amount * (1.0 + account))
        opened = (
            PostCollateral(account=account, venue="vaults", asset="ETH", amount=10.0),
            Borrow(account=account, venue="vaults", asset="COIN", amount=12_000.0 + 100.0 * account),
            Supply(account=account, venue="pool", asset="USD", amount=5000.0),
        )
        assert refusals(market, *opened) == []
        if terms.own_rates:
            rate = 0.1 * (account + 1.0)
            assert refusals(market, ChooseRate(account=account, venue="vaults", rate=rate)) == []
    return market


def random_action(rng: np.random.Generator, bundled: bool = False, account: Any = None) -> Action:
    if account is None:
        account = rng.choice(PLAYERS, int(rng.integers(1, 4))) if rng.random() < 0.2 else int(rng.integers(PLAYERS))
    amount = float(10.0 ** rng.uniform(-2.0, 5.0))
    small, other = amount / 1000.0, int(rng.integers(PLAYERS))
    ways = [("pair", "COIN", "USD"), ("pair", "USD", "COIN"), ("shares", "GOV", "COIN"), ("shares", "COIN", "GOV")]
    venue, asset_in, asset_out = ways[int(rng.integers(4))]
    pledged = str(rng.choice(["ETH", "BTC"]))
    kinds: list[Any] = [
        lambda: PostCollateral(account=account, venue="vaults", asset=pledged, amount=small),
        lambda: WithdrawCollateral(account=account, venue="vaults", asset=pledged, amount=small),
        lambda: Borrow(account=account, venue="vaults", asset="COIN", amount=amount),
        lambda: Repay(account=account, venue="vaults", asset="COIN", amount=amount),
        lambda: Redeem(account=account, venue="vaults", asset="COIN", amount=amount),
        lambda: ProvideStability(account=account, venue="vaults", asset="COIN", amount=amount),
        lambda: WithdrawStability(account=account, venue="vaults", asset="COIN", amount=amount),
        lambda: TriggerLiquidation(account=account, venue="vaults", borrower=other),
        lambda: TriggerLiquidation(account=0, venue="vaults", borrower=rng.permutation(PLAYERS)[:3]),
        lambda: Liquidate(
            account=account, venue="vaults", borrower=other, collateral=pledged, debt="COIN", repayment=amount
        ),
        lambda: Swap(account=account, venue=venue, asset_in=asset_in, asset_out=asset_out, amount_in=amount),
        lambda: PostCollateral(account=account, venue="pool", asset="COIN", amount=amount),
        lambda: Borrow(account=account, venue="pool", asset="USD", amount=amount),
    ]
    if not bundled and rng.random() < 0.2:
        legs = tuple(random_action(rng, bundled=True, account=account) for _ in range(int(rng.integers(1, 4))))
        legs = tuple(replace(leg, account=account) for leg in legs)
        loan = FlashLoan(account=account, venue="vaults", asset="COIN", amount=amount, legs=legs)
        return loan if rng.random() < 0.4 else Bundle(account=account, legs=legs)
    made: Action = kinds[int(rng.integers(len(kinds)))]()
    return made


def picture(market: Market) -> list[Any]:
    """Everything that an action may change in the vaults and on the ledger."""
    vaults, ledger = vaults_of(market), market.site.ledger
    fund, book, mint = vaults.stability, vaults.book, vaults.mint
    rows = np.where((book.row_of >= 0)[:, None], np.hstack((book.collateral, book.debt))[book.row_of], 0.0)
    owned = [ledger.balances, ledger.supply, rows, book.collateral_total, book.debt_total, mint.gas, mint.deficit]
    state = [vaults.redemptions.state, fund.amount, fund.product, fund.cell, fund.sums, fund.now.sums, fund.now.epochs]
    return [*(np.array(one) for one in owned + state), np.array([fund.total, fund.now.product])]


def refused_changes_nothing(market: Market, action: Action) -> None:
    before, mark = picture(market), market.site.log.mark()
    market.execute([action], 0)
    refused = [event for event in market.site.log.since(mark) if isinstance(event, ActionRefused)]
    orders = sum(np.size(event.account) for event in refused)
    if orders == max(np.size(action.account), np.size(getattr(action, "borrower", 0))):
        assert all(np.array_equal(one, other) for one, other in zip(before, picture(market), strict=True)), action


def closing(terms: VaultsOpening, borrower: int) -> Action:
    """Somebody closes the worst vault."""
    if terms is not AUCTIONLESS:
        return TriggerLiquidation(account=0, venue="vaults", borrower=borrower)
    return Liquidate(account=5, venue="vaults", borrower=borrower, collateral="ETH", debt="COIN", repayment=1e6)


@pytest.mark.parametrize("terms", [VAULTS, STRICT, AUCTIONLESS, CHOSEN], ids=["plain", "strict", "spread", "chosen"])
@pytest.mark.parametrize("seed", range(6))
def test_any_sequence_of_actions_conserves_coins_and_collateral(terms: VaultsOpening, seed: int) -> None:
    market, rng = world(terms), np.random.default_rng(seed)
    supply = market.site.ledger.supply[:3].copy()
    for step in range(60):
        market.site.log.step, market.site.log.time = step, 3600.0 * step
        set_price(market, "ETH", float(2000.0 * np.exp(rng.normal(-0.02 * step, 0.2))))
        market.accrue(3600.0)
        for _ in range(6):
            refused_changes_nothing(market, random_action(rng))
        for borrower in market.look().credit("vaults").unsafe.account[:1].tolist():
            refused_changes_nothing(market, closing(terms, borrower))
        market.absorb()
        market.check()
        market.audit()
        assert np.isfinite(market.wealth()).all()
        assert np.all(market.wealth() >= -1e-6)
        assert market.site.ledger.supply[:3] == pytest.approx(supply, rel=1e-12)
        assert 0.0 <= vaults_of(market).claim_value("COIN") <= 1.0
    closed = market.site.log.table(Liquidated if terms is AUCTIONLESS else LiquidationTriggered)
    assert len(closed["account"]) > 0
    assert (closed["health_before"].astype(np.float64) < 1.0).all()
