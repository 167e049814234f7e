"""Euler's liquidation through our market, action by action: MECHANISMS 2.4 (rules of the vault kit's `Liquidation.sol`, numbers worked out).

100 units of collateral at 1 with liquidation threshold 0.80: C = 80. The liquidator pays at once, or takes the debt over.
"""

import math
from dataclasses import replace

import numpy as np
import pytest

from firesale.market.actions import Liquidate, Supply
from firesale.market.backstops.socialisation import Socialisation
from firesale.market.calendar import SECONDS_PER_YEAR
from firesale.market.events import BadDebtRealised, Liquidated
from firesale.market.liquidation.health_dependent import HealthDependent
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.market import Market
from firesale.market.rates.accrual import debt_growth
from firesale.market.rates.kinked import Kinked
from tests.agents.moves import happened
from tests.markets import POOL, give, pool_of, refusals, small_market

BORROWER, LIQUIDATOR, LENDER = range(3)
TERMS = replace(
    POOL,
    margin=LoanToValue(np.array([0.75, 0.75]), np.array([0.80, 0.80])),
    liquidation=HealthDependent(largest_discount=0.15),
    backstops=(Socialisation(),),
)


def euler(debt: float) -> Market:
    market = small_market(3, prices={"USDC": 1.0, "ETH": 1.0, "BTC": 1.0}, venues={"pool": TERMS})
    give(market, LENDER, "USDC", 1000.0)
    assert refusals(market, Supply(account=LENDER, venue="pool", asset="USDC", amount=1000.0)) == []
    for account, units, owed in ((BORROWER, 100.0, debt), (LIQUIDATOR, 100.0, 0.0)):
        give(market, account, "ETH", units)
        pool_of(market).borrowers.place(np.array([account]), np.array([[units, 0.0]]), np.array([[owed]]), "opening")
    give(market, LIQUIDATOR, "USDC", 1000.0)
    return market


def liquidated(market: Market, take_over: bool) -> tuple[float, float]:
    """Repaid and seized when the liquidator wants everything."""
    order = Liquidate(
        account=LIQUIDATOR,
        venue="pool",
        borrower=BORROWER,
        collateral="ETH",
        debt="USDC",
        repayment=1e9,
        take_over=take_over,
    )
    assert refusals(market, order) == []
    (done,) = happened(market, Liquidated)
    market.absorb()
    market.check()
    market.audit()
    return float(np.sum(done.repaid)), float(np.sum(done.seized))


either_way = pytest.mark.parametrize("take_over", [False, True])


@either_way
def test_liability_81_gives_a_discount_of_one_eighty_first(take_over: bool) -> None:
    market = euler(81.0)
    before = market.wealth_of(LIQUIDATOR)
    repaid, seized = liquidated(market, take_over)
    assert (repaid, seized) == pytest.approx((81.0, 82.0125), rel=1e-12)
    assert market.wealth_of(LIQUIDATOR) - before == pytest.approx(1.0125, rel=1e-9)


@either_way
def test_liability_90_takes_all_collateral_and_the_rest_is_socialised(take_over: bool) -> None:
    market = euler(90.0)
    repaid, seized = liquidated(market, take_over)
    assert (repaid, seized) == pytest.approx((88.88888888888889, 100.0), rel=1e-12)
    (loss,) = happened(market, BadDebtRealised)
    assert float(np.sum(loss.amount)) == pytest.approx(1.1111111111111, rel=1e-9)
    assert float(pool_of(market).reserves.supply_index[0]) == pytest.approx(1.0 - 1.1111111111111 / 1000.0, rel=1e-9)


def test_in_violation_means_below_and_the_contract_says_not_above() -> None:
    """C <= V is a violation there; here health 1 is safe, as in every pool. At C = V there is no discount anyway."""
    market = euler(80.0)
    assert market.health_of(BORROWER, "pool") == 1.0
    order = Liquidate(account=LIQUIDATOR, venue="pool", borrower=BORROWER, collateral="ETH", debt="USDC", repayment=1e9)
    assert refusals(market, order) == ["the position is safe"]


@pytest.mark.parametrize(
    ("price", "health", "repaid", "seized"), [(2.5, 0.96, 5.0, 5.0 * 2.5 / 0.96 / 0.4), (2.4, 1.0, None, None)]
)
def test_a_whole_debt_at_the_discount_of_the_contracts_own_test(
    price: float, health: float, repaid: float | None, seized: float | None
) -> None:
    """Liquidation/full.t.sol, `test_basicFullLiquidation`: 100 at .4 and a threshold of .3 against 5 at 2.2, which rises to 2.5."""
    terms = replace(TERMS, margin=LoanToValue(np.array([0.3, 0.3]), np.array([0.3, 0.3])))
    prices = {"USDC": price, "ETH": 0.4, "BTC": 1.0}
    market = small_market(3, prices=prices, venues={"pool": terms})
    give(market, LENDER, "USDC", 100.0)
    assert refusals(market, Supply(account=LENDER, venue="pool", asset="USDC", amount=100.0)) == []
    give(market, BORROWER, "ETH", 100.0)
    give(market, LIQUIDATOR, "USDC", 100.0)
    pool_of(market).borrowers.place(np.array([BORROWER]), np.array([[100.0, 0.0]]), np.array([[5.0]]), "opening")
    assert market.health_of(BORROWER, "pool") == pytest.approx(health, rel=1e-12)
    if repaid is not None:
        assert liquidated(market, False) == pytest.approx((repaid, seized), rel=1e-12)


def test_points_of_the_linear_kink() -> None:
    """irm/InterestRateLinearKink.t.sol: 0 %, 10 % at a half and 300 % at full utilisation, compounded; 4.88 % at .25 and 109.76 % at .75."""
    curve = Kinked(0.0, math.log(1.1), math.log(4.0 / 1.1), 0.5)
    year = SECONDS_PER_YEAR
    grown = [debt_growth("continuous", curve.borrow_rate(used), year) - 1.0 for used in (0.25, 0.5, 0.75, 1.0)]
    assert grown == pytest.approx([0.0488, 0.1, 1.0976, 3.0], abs=5e-5)
