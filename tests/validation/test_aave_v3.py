"""Liquidations, rates and indexes of a real Aave v3 pool, deployed and executed; here through our market, action by action.

Source: ../shared/vectors/aave_v3_liquidations.json and ../shared/facts/MECHANISMS.md 2.1 (executed contracts of aave-v3-origin). The contract's
`seized` is what the liquidator gets; our event's includes the protocol's fee. USDC has 6 decimals, WETH 18: a number agrees if it differs by less
than 1e-9 of itself or by one unit of the last place.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from firesale.market.actions import Liquidate, Supply
from firesale.market.events import BadDebtRealised, Liquidated
from firesale.market.liquidation.fixed_spread import FixedSpread
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.market import Market
from firesale.market.rates.base import RateModel
from firesale.market.rates.constant import Constant
from firesale.market.rates.kinked import Kinked
from firesale.market.venues.lending_pool import LendingPoolTerms
from tests.markets import give, pool_of, refusals, set_price, small_market

VECTORS = Path(__file__).resolve().parents[2].parent / "shared" / "vectors" / "aave_v3_liquidations.json"
USDC, WETH = 1e-6, 1e-18
YEAR = 365 * 86_400.0
LENDER, BORROWER, LIQUIDATOR = 0, 1, 2
LTV, THRESHOLD, BONUS, FEE = 0.805, 0.83, 0.05, 0.1
CURVE = Kinked(base=0.0, slope_1=0.065, slope_2=0.6, optimal_utilisation=0.92)


def same(found: float, published: float, last_place: float) -> bool:
    return abs(found - published) <= max(1e-9 * abs(published), last_place * (1.0 + 1e-6))


def aave(
    weth: float, usdc: float, price: float = 2000.0, *, lent: float = 1e6, rate: RateModel = CURVE, ltv: float = LTV
) -> Market:
    """A pool with one position: `weth` pledged, `usdc` owed of `lent`; the oracle says `price`."""
    terms = LendingPoolTerms(
        collateral=("WETH",),
        debt=("USDC",),
        oracle="fair",
        margin=LoanToValue(np.array([ltv]), np.array([THRESHOLD])),
        liquidation=FixedSpread(np.array([BONUS]), protocol_fee=FEE),
        rates=(rate,),
        reserve_factor=np.array(0.1),
    )
    market = small_market(3, prices={"USDC": 1.0, "WETH": 2000.0}, venues={"pool": terms})
    give(market, LENDER, "USDC", lent)
    give(market, BORROWER, "WETH", weth)
    give(market, LIQUIDATOR, "USDC", 1e9)
    assert refusals(market, Supply(account=LENDER, venue="pool", asset="USDC", amount=lent)) == []
    pool_of(market).borrowers.place(np.array([BORROWER]), np.array([[weth]]), np.array([[usdc]]), "opening")
    set_price(market, "WETH", price)
    return market


def liquidate(market: Market, cover: float) -> tuple[Liquidated, float]:
    """The event of a liquidation that must happen, and the bad debt that it leaves."""
    log = market.site.log
    mark = log.mark()
    order = Liquidate(
        account=LIQUIDATOR, venue="pool", borrower=BORROWER, collateral="WETH", debt="USDC", repayment=cover
    )
    assert refusals(market, order) == []
    (done,) = [event for event in log.since(mark) if isinstance(event, Liquidated)]
    deficit = sum(float(np.sum(event.amount)) for event in log.since(mark) if isinstance(event, BadDebtRealised))
    market.check()
    market.audit()
    return done, deficit


def one(column: object) -> float:
    return float(np.asarray(column)[0])


# --- liquidations: random cases --------------------------------------------------------------------------------------


def cases() -> list[dict[str, Any]]:
    if not VECTORS.exists():
        return []
    found: list[dict[str, Any]] = json.loads(VECTORS.read_text(encoding="utf-8"))
    return found


needs_vectors = pytest.mark.skipif(not VECTORS.exists(), reason="../shared is not there")


def position_of(case: dict[str, Any]) -> tuple[Market, float]:
    """The position of a case, and how much the liquidator offers to repay."""
    ltv, threshold, bonus, fee = case["ltv_lt_bonus_fee"]
    assert (threshold, bonus, fee) == (THRESHOLD, BONUS, FEE)
    market = aave(case["coll_weth"], case["debt_usdc"], case["price"], rate=Constant(0.0), ltv=ltv)
    return market, 1e9 if case["cover"] == "max" else case["cover"]


@needs_vectors
@pytest.mark.parametrize("number", range(len(cases())))
def test_a_random_position_has_the_health_of_the_contract(number: int) -> None:
    case = cases()[number]
    market, _ = position_of(case)
    assert market.health_of(BORROWER, "pool") == pytest.approx(case["hf"], rel=1e-9)


@needs_vectors
@pytest.mark.parametrize("number", [i for i, case in enumerate(cases()) if "revert" not in case])
def test_a_random_liquidation_moves_what_the_contract_moved(number: int) -> None:
    case = cases()[number]
    market, cover = position_of(case)
    done, deficit = liquidate(market, cover)
    assert same(one(done.repaid), case["repaid"], USDC)
    assert same(one(done.seized) - one(done.protocol_fee), case["seized"], WETH)
    assert same(one(done.protocol_fee), case["fee"], WETH)
    assert same(deficit, case["deficit"], USDC)
    position = pool_of(market).positions.at(np.array([0]))
    assert same(float(position.debt[0, 0]), case["debt_after"], USDC)
    assert same(float(position.collateral[0, 0]) * case["price"], case["coll_after"], 1e-8)


@needs_vectors
@pytest.mark.parametrize("number", [i for i, case in enumerate(cases()) if "revert" in case])
def test_a_random_liquidation_that_the_contract_reverted_is_refused(number: int) -> None:
    case = cases()[number]
    assert case["revert"] == "MustNotLeaveDust"
    market, cover = position_of(case)
    order = Liquidate(
        account=LIQUIDATOR, venue="pool", borrower=BORROWER, collateral="WETH", debt="USDC", repayment=cover
    )
    assert refusals(market, order) == ["would leave dust"]


# --- liquidations: the worked example, 10 WETH against 15,000 USDC for a year -----------------------------------------


def after_a_year(price: float) -> Market:
    market = aave(10.0, 15_000.0)
    market.accrue(YEAR)
    set_price(market, "WETH", price)
    return market


@pytest.mark.parametrize(
    ("price", "health", "repaid", "seized", "fee", "deficit"),
    [
        (1800.0, 0.994945, 7507.952583, 4.3587835829, 0.0208554238, 0.0),
        (1720.0, 0.950725, 7507.952583, None, None, 0.0),  # above 0.95: half
        (1715.0, 0.947962, 15015.905166, 9.149633, 0.0437781, 0.0),  # below: all
        (1500.0, None, 14285.714286, 9.9523810, 0.0476190, 730.19088),  # limited by the collateral
        (1000.0, None, 9523.809524, None, None, 5492.095642),
    ],
)
def test_the_worked_example_is_liquidated_as_in_the_contract(
    price: float, health: float | None, repaid: float, seized: float | None, fee: float | None, deficit: float
) -> None:
    market = after_a_year(price)
    done, left = liquidate(market, 1e9)
    assert same(one(done.repaid), repaid, USDC)
    assert same(left, deficit, USDC)
    if health is not None:
        assert one(done.health_before) == pytest.approx(health, abs=1e-6)  # printed with six decimals
    if seized is not None and fee is not None:
        assert one(done.seized) - one(done.protocol_fee) == pytest.approx(seized, abs=1e-6)
        assert one(done.protocol_fee) == pytest.approx(fee, abs=1e-7)


def test_the_worked_example_is_healthier_after_half_of_it_is_repaid() -> None:
    done, _ = liquidate(after_a_year(1800.0), 1e9)
    assert one(done.health_after) == pytest.approx(1.11839, abs=1e-5)


def test_the_deficit_of_the_worked_example_stays_with_the_pool_and_earns_no_interest() -> None:
    market = after_a_year(1500.0)
    liquidate(market, 1e9)
    deficit = float(pool_of(market).reserves.deficit[0])
    market.accrue(YEAR)
    assert deficit == pytest.approx(730.19088, abs=USDC)
    assert float(pool_of(market).reserves.deficit[0]) == deficit


def test_a_small_position_may_be_closed_wholly() -> None:
    market = aave(1.0, 1500.0, 1800.0, rate=Constant(0.0))
    done, deficit = liquidate(market, 1e9)
    assert one(done.health_before) == pytest.approx(0.996)
    assert one(done.repaid) == pytest.approx(1500.0)
    assert deficit == 0.0


def test_a_small_position_may_not_be_left_as_dust() -> None:
    market = aave(1.0, 1500.0, 1800.0, rate=Constant(0.0))
    order = Liquidate(
        account=LIQUIDATOR, venue="pool", borrower=BORROWER, collateral="WETH", debt="USDC", repayment=800.0
    )
    assert refusals(market, order) == ["would leave dust"]


# --- rates and indexes ------------------------------------------------------------------------------------------------


def test_a_year_of_interest_grows_the_debt_and_the_deposits_as_in_the_contract() -> None:
    market = aave(10.0, 15_000.0)
    market.accrue(YEAR)
    reserves = pool_of(market).reserves
    assert float(reserves.borrow_index[0]) == pytest.approx(1.001060344376665, abs=1e-15)
    assert float(reserves.supply_index[0]) == pytest.approx(1.0000143070652, abs=1e-13)
    assert same(reserves.debt(0), 15015.905166, USDC)
    market.check()


@pytest.mark.parametrize(
    ("utilisation", "borrow", "supply"),
    [
        (0.015, 0.00105978, 0.0000143070652),  # the sheet prints .00143065 %; the growth of its index is this
        (0.46, 0.0325, 0.013455),
        (0.80, 0.056522, 0.040696),
        (0.92, 0.065, 0.05382),
        (0.96, 0.365, 0.31536),
        (1.0, 0.665, 0.5985),
    ],
)
def test_a_pool_charges_and_pays_the_rates_of_the_contract(utilisation: float, borrow: float, supply: float) -> None:
    quote = pool_of(aave(1e6, utilisation * 1e6)).public_quote()
    assert float(quote.borrow_rate[0]) == pytest.approx(borrow, rel=1e-5)  # printed with five digits
    assert float(quote.supply_rate[0]) == pytest.approx(supply, rel=1e-5)
