"""Morpho Blue: incentive by threshold, liquidations that leave nothing or bad debt, and where the adaptive curve goes.

Source: morpho-blue, ConstantsLib.sol and `Morpho.liquidate` (rules; cases worked out); thresholds and incentives as its documentation lists
them; morpho-blue-irm, test/forge/AdaptiveCurveIrmTest.sol, whose tolerances are those given here.
"""

from dataclasses import replace

import numpy as np
import pytest

from firesale.market.actions import Liquidate, Supply
from firesale.market.backstops.socialisation import Socialisation
from firesale.market.events import BadDebtRealised, Liquidated
from firesale.market.liquidation.lltv_incentive import LltvIncentive
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.market import Market
from firesale.market.rates.adaptive import Adaptive
from tests.agents.moves import happened
from tests.markets import POOL, give, pool_of, refusals, small_market

DAY = 86_400.0
BORROWER, LIQUIDATOR, LENDER = range(3)


@pytest.mark.parametrize(
    ("threshold", "factor"),
    [(0.385, 1.15), (0.625, 1.126760563), (0.77, 1.074113856), (0.86, 1.043841336), (0.915, 1.026167265), (0.945, 1.016776817),
     (0.965, 1.010611419), (0.98, 1.006036217)],
)  # fmt: skip
def test_the_incentive_of_every_enabled_threshold(threshold: float, factor: float) -> None:
    assert float(LltvIncentive(np.array([threshold])).factor[0]) == pytest.approx(factor, rel=1e-9)


def morpho(debt: float, threshold: float = 0.8) -> Market:
    """100 of collateral at 1; lenders have 1000."""
    both = np.full(2, threshold)
    terms = replace(POOL, margin=LoanToValue(both, both), liquidation=LltvIncentive(both), backstops=(Socialisation(),))
    market = small_market(3, prices={"USDC": 1.0, "ETH": 1.0, "BTC": 1.0}, venues={"pool": terms})
    give(market, LENDER, "USDC", 1000.0)
    assert refusals(market, Supply(account=LENDER, venue="pool", asset="USDC", amount=1000.0)) == []
    give(market, BORROWER, "ETH", 100.0)
    give(market, LIQUIDATOR, "USDC", 1000.0)
    pool_of(market).borrowers.place(np.array([BORROWER]), np.array([[100.0, 0.0]]), np.array([[debt]]), "opening")
    return market


def liquidated(market: Market, repayment: float = 1e9) -> tuple[float, float, float]:
    """Repaid, seized, and bad debt."""
    order = Liquidate(
        account=LIQUIDATOR, venue="pool", borrower=BORROWER, collateral="ETH", debt="USDC", repayment=repayment
    )
    assert refusals(market, order) == []
    (done,) = happened(market, Liquidated)
    bad = sum(float(np.sum(event.amount)) for event in happened(market, BadDebtRealised))
    market.absorb()
    market.check()
    market.audit()
    return float(np.sum(done.repaid)), float(np.sum(done.seized)), bad


def test_a_whole_debt_may_be_repaid_at_once_and_the_rest_is_the_owners() -> None:
    assert liquidated(morpho(85.0)) == pytest.approx((85.0, 85.0 / 0.94, 0.0), rel=1e-12)


def test_a_part_of_it_too() -> None:
    assert liquidated(morpho(85.0), 47.0) == pytest.approx((47.0, 50.0, 0.0), rel=1e-12)


def test_what_the_collateral_does_not_pay_is_the_lenders_loss_at_once() -> None:
    """100 of collateral pay 94 of 98 at an incentive of 1 / .94; lenders have 996 of 1000 left."""
    market = morpho(98.0)
    assert liquidated(market) == pytest.approx((94.0, 100.0, 4.0), rel=1e-12)
    assert float(pool_of(market).reserves.supply_index[0]) == pytest.approx(0.996, rel=1e-12)


def test_at_its_threshold_a_position_is_healthy() -> None:
    """`_isHealthy`: maxBorrow >= borrowed."""
    market = morpho(80.0)
    order = Liquidate(account=LIQUIDATOR, venue="pool", borrower=BORROWER, collateral="ETH", debt="USDC", repayment=1.0)
    assert refusals(market, order) == ["the position is safe"]


def test_five_days_at_full_utilisation_and_at_none() -> None:
    assert Adaptive().mean_rate(1.0, 5 * DAY) == pytest.approx(0.22976, rel=0.1)
    assert Adaptive().mean_rate(1.0, 5 * DAY) == pytest.approx(0.16 * 1.4361, rel=0.01)
    assert Adaptive().mean_rate(0.0, 5 * DAY) == pytest.approx(0.00724, rel=0.1)
    assert Adaptive().after(1.0, 5 * DAY).rate_at_target == pytest.approx(0.04 * 1.9836, rel=1e-3)
    assert Adaptive().after(0.0, 5 * DAY).rate_at_target == pytest.approx(0.04 * 0.5041, rel=1e-3)


def test_forty_five_days_half_way_above_the_target() -> None:
    """4 % * exp(50 * 45 / 365 * .5) = 87.22 %, whether it is looked at once or each minute (then up to 8 % more)."""
    assert Adaptive().after(0.95, 45 * DAY).rate_at_target == pytest.approx(0.8722, rel=0.005)
    model, supplied, borrowed = Adaptive(), 1.0, 0.95
    for _ in range(45 * 24 * 60):
        x = model.mean_rate(borrowed / supplied, 60.0) * 60.0 / (365 * DAY)
        model = model.after(borrowed / supplied, 60.0)
        interest = borrowed * (x + x**2 / 2.0 + x**3 / 6.0)
        supplied, borrowed = supplied + interest, borrowed + interest
    assert borrowed / supplied == pytest.approx(0.95, rel=0.01)
    assert 0.8722 <= model.rate_at_target <= 0.8722 * 1.08
    assert borrowed == pytest.approx(0.95 * 1.457, rel=0.3)


def test_at_the_target_the_rate_stays_for_as_long_as_one_likes() -> None:
    for seconds in (0.0, 1.0, 1e6, 2.0**48):
        assert Adaptive().after(0.9, seconds).rate_at_target == pytest.approx(0.04, rel=1e-6)
