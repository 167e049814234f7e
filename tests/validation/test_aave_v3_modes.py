"""Aave v3 in an efficiency mode and in isolation, and what accrues to the treasury: the cases of the contracts' own tests, through our market.

Source: aave-v3-core, test-suites: liquidation-emode.spec.ts (category of 98, 98.5 and 1 %), isolation-mode.spec.ts (ceiling 10,000),
mint-to-treasury.spec.ts. In these versions half of one debt may be repaid (`close_factor_of`).
"""

import numpy as np
import pytest

from firesale.market.actions import Action, Borrow, Liquidate, PostCollateral, Supply
from firesale.market.events import Liquidated
from firesale.market.liquidation.fixed_spread import FixedSpread
from firesale.market.margin.account_modes import AccountModes
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.market import Market
from firesale.market.modes.efficiency_mode import EfficiencyMode
from firesale.market.rates.constant import Constant
from firesale.market.rates.kinked import Kinked
from firesale.market.venues.lending_pool import LendingPoolTerms
from tests.markets import give, pool_of, refusals, set_price, small_market

LENDER, BORROWER, LIQUIDATOR = range(3)
YEAR = 365 * 86_400.0
BONUS = np.array([0.05, 0.05, 0.1])
STABLECOINS = EfficiencyMode(np.array([True, False, False]), np.array([True, False]), 0.98, 0.985, 0.01)
TERMS = LendingPoolTerms(
    collateral=("USDC", "WETH", "AAVE"),
    debt=("DAI", "WBTC"),
    oracle="fair",
    margin=AccountModes(
        loan_to_value=np.array([0.8, 0.8, 0.5]),
        liquidation_threshold=np.array([0.85, 0.825, 0.65]),
        categories=(STABLECOINS,),
        debt_ceiling=np.array([np.inf, np.inf, 10_000.0]),
        isolation_debt=np.array([True, False]),
    ),
    liquidation=FixedSpread(BONUS, 0.5, 0.95, 0.0, 0.0, 0.0, "debt"),
    rates=(Constant(0.0), Constant(0.0)),
)
PRICES = {"USDC": 1.0, "DAI": 1.0, "WETH": 4000.0, "AAVE": 100.0, "WBTC": 30_000.0}


def aave(collateral: dict[str, float]) -> Market:
    market = small_market(3, prices=PRICES, venues={"pool": TERMS})
    for asset, amount in (("DAI", 1e6), ("WBTC", 10.0)):
        give(market, LENDER, asset, amount)
        assert refusals(market, Supply(account=LENDER, venue="pool", asset=asset, amount=amount)) == []
    give(market, LIQUIDATOR, "DAI", 1e6)
    for asset, amount in collateral.items():
        give(market, BORROWER, asset, amount)
        assert refusals(market, PostCollateral(account=BORROWER, venue="pool", asset=asset, amount=amount)) == []
    return market


def borrow(asset: str, amount: float) -> Action:
    return Borrow(account=BORROWER, venue="pool", asset=asset, amount=amount)


def liquidated(market: Market, collateral: str) -> tuple[float, float]:
    order = Liquidate(
        account=LIQUIDATOR, venue="pool", borrower=BORROWER, collateral=collateral, debt="DAI", repayment=1e9
    )
    assert refusals(market, order) == []
    market.check()
    market.audit()
    done = market.site.log.table(Liquidated)
    return float(done["repaid"][-1]), float(done["seized"][-1])


def test_in_the_category_98_per_cent_may_be_borrowed_and_half_is_sold_at_its_bonus() -> None:
    market = aave({"USDC": 10_000.0})
    assert refusals(market, borrow("DAI", 9800.0)) == []
    assert refusals(market, borrow("DAI", 0.01)) == ["the position would not be safe"]
    health = 9850.0 / 9800.0
    assert market.health_of(BORROWER, "pool") == pytest.approx(health, rel=1e-12)
    set_price(market, "DAI", health * (1.0 - 1e-12))
    assert market.health_of(BORROWER, "pool") > 1.0
    set_price(market, "DAI", health + 1e-8)
    assert market.health_of(BORROWER, "pool") < 1.0
    assert liquidated(market, "USDC") == pytest.approx((4900.0, 4900.0 * (health + 1e-8) * 1.01), rel=1e-12)


def test_collateral_outside_the_category_is_sold_at_its_own_bonus() -> None:
    """1 of the category and an ether at 82.5 %, which falls by a tenth."""
    market = aave({"USDC": 1.0, "WETH": 1.0})
    owed = 0.98 + 4000.0 * 0.8
    assert refusals(market, borrow("DAI", owed)) == []
    set_price(market, "WETH", 3600.0)
    assert market.health_of(BORROWER, "pool") == pytest.approx((0.985 + 3600.0 * 0.825) / owed, rel=1e-12)
    assert market.health_of(BORROWER, "pool") < 0.95  # so all of it
    repaid, seized = liquidated(market, "WETH")
    assert (repaid, seized) == pytest.approx((owed, owed * 1.05 / 3600.0), rel=1e-12)


def test_isolated_collateral_borrows_what_is_listed_up_to_its_ceiling() -> None:
    market = aave({"AAVE": 500.0})
    assert refusals(market, borrow("WBTC", 0.01)) == ["the position would not be safe"]
    assert refusals(market, borrow("DAI", 10.0)) == []
    assert refusals(market, borrow("DAI", 9990.0 + 1e-6)) == ["above the debt ceiling of its collateral"]
    assert refusals(market, borrow("DAI", 9990.0)) == []
    assert market.health_of(BORROWER, "pool") == pytest.approx(50_000.0 * 0.65 / 10_000.0, rel=1e-12)


def test_isolated_collateral_does_not_count_beside_other_collateral() -> None:
    market = aave({"WETH": 1.0, "AAVE": 1.0})
    assert refusals(market, borrow("DAI", 3200.01)) == ["the position would not be safe"]
    assert refusals(market, borrow("DAI", 3200.0)) == []


def test_the_treasury_gets_its_part_of_what_debts_grew_by() -> None:
    """1000 deposited, 100 owed for a year: accruedToTreasury = 100 (borrow index - 1) reserve factor / liquidity index."""
    margin = LoanToValue(np.array([0.8]), np.array([0.825]))
    curve, factor = Kinked(0.0, 0.04, 0.75, 0.8), np.array(0.1)
    liquidation = FixedSpread(np.array([0.05]))
    terms = LendingPoolTerms(("WETH",), ("DAI",), "fair", margin, liquidation, (curve,), reserve_factor=factor)
    market = small_market(2, prices={"DAI": 1.0, "WETH": 2000.0}, venues={"pool": terms})
    give(market, LENDER, "DAI", 1000.0)
    give(market, BORROWER, "WETH", 1.0)
    supply = Supply(account=LENDER, venue="pool", asset="DAI", amount=1000.0)
    pledge = PostCollateral(account=BORROWER, venue="pool", asset="WETH", amount=1.0)
    assert refusals(market, supply, pledge, borrow("DAI", 100.0)) == []
    market.accrue(YEAR)
    reserves, x = pool_of(market).reserves, 0.005
    grown = x + x**2 / 2.0 + x**3 / 6.0
    assert float(reserves.borrow_index[0]) == pytest.approx(1.0 + grown, rel=1e-12)
    assert float(reserves.supply_index[0]) == pytest.approx(1.00045, rel=1e-12)
    assert float(reserves.protocol_claims[0]) == pytest.approx(100.0 * grown * 0.1 / 1.00045, rel=1e-12)
