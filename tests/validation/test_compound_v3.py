"""Compound v3 in numbers: rates from two curves, and positions that the protocol absorbs and sells from its storefront.

Source: ../shared/vectors/compound_v3.json and ../shared/facts/MECHANISMS.md 2.3 (contracts/Comet.sol). Amounts agree to 1e-9 of themselves or to
one unit of the last place (USDC has 6 decimals); the contract's rates are per second and rounded down at 1e-18.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from firesale.market.actions import Borrow, BuyCollateral, PostCollateral, Supply, TriggerLiquidation
from firesale.market.liquidation.absorb import Absorb
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.market import Market
from firesale.market.rates.kinked import Kinked
from firesale.market.venues.lending_pool import LendingPoolTerms
from firesale.market.venues.storefront import Storefront
from tests.markets import give, held, pool_of, refusals, set_price, small_market

VECTORS = Path(__file__).resolve().parents[2].parent / "shared" / "vectors" / "compound_v3.json"
needs_vectors = pytest.mark.skipif(not VECTORS.exists(), reason="the vectors lie beside the repository")
LENDER, OWNER, ANYBODY = 0, 1, 2
PLENTY = 1e6
USDC_PLACE = 1.5e-6
RATE_PLACE = 2e-10
COMET = LendingPoolTerms(
    collateral=("WETH",),
    debt=("USDC",),
    oracle="fair",
    margin=LoanToValue(np.array([0.83]), np.array([0.9])),
    liquidation=Absorb(np.array([0.95]), 0.6),
    rates=(Kinked(0.015, 0.053 * 0.85, 1.8 * 0.15, 0.85),),
    supply_rates=(Kinked(0.0, 0.048 * 0.85, 1.6 * 0.15, 0.85),),
    interest="simple",
)


def comet(units: float, debt: float, price: float) -> Market:
    """A position that was safe once, at a price that is now scripted."""
    market = small_market(3, prices={"USDC": 1.0, "WETH": 1e5}, venues={"pool": COMET})
    give(market, LENDER, "USDC", PLENTY)
    give(market, ANYBODY, "USDC", PLENTY)
    give(market, OWNER, "WETH", units)
    lend = Supply(account=LENDER, venue="pool", asset="USDC", amount=PLENTY)
    pledge = PostCollateral(account=OWNER, venue="pool", asset="WETH", amount=units)
    borrow = Borrow(account=OWNER, venue="pool", asset="USDC", amount=debt)
    assert refusals(market, lend, pledge, borrow) == []
    set_price(market, "WETH", price)
    return market


def storefront_of(market: Market) -> Storefront:
    house = pool_of(market).liquidators
    assert isinstance(house, Storefront)
    return house


def absorb(market: Market) -> list[str]:
    refused = refusals(market, TriggerLiquidation(account=ANYBODY, venue="pool", borrower=OWNER))
    market.check()
    market.audit()
    return refused


def buy(market: Market, amount: float) -> float:
    """What so many USDC buy of the collateral."""
    before = held(market, ANYBODY, "WETH")
    assert refusals(market, BuyCollateral(account=ANYBODY, venue="pool", asset="WETH", amount=amount)) == []
    market.check()
    market.audit()
    return held(market, ANYBODY, "WETH") - before


def deposit(market: Market) -> float:
    """What the owner may withdraw."""
    return held(market, OWNER, "pool:USDC") * float(pool_of(market).reserves.supply_index[0])


@needs_vectors
def test_two_curves_of_rates() -> None:
    cases = json.loads(VECTORS.read_text(encoding="utf-8"))["rates"]
    assert len(cases) == 7
    for case in cases:
        market = comet(100.0, PLENTY * case["U"], 1e5) if case["U"] > 0.0 else comet(1.0, 1e-9, 1e5)
        borrow, supply = pool_of(market).reserves.rates(0)
        assert borrow == pytest.approx(case["borrow_apr"], abs=RATE_PLACE)
        assert supply == pytest.approx(case["supply_apr"], abs=RATE_PLACE)


def test_rates_at_a_utilisation_of_sixteen_thousandths() -> None:
    borrow, supply = pool_of(comet(10.0, 0.016 * PLENTY, 1e5)).reserves.rates(0)
    assert borrow == pytest.approx(0.015848, abs=5e-9)
    assert supply == pytest.approx(0.000768, abs=5e-9)


@needs_vectors
def test_every_absorbed_position() -> None:
    cases = json.loads(VECTORS.read_text(encoding="utf-8"))["absorbs"]
    assert len(cases) == 13
    for case in cases:
        market = comet(case["coll_weth"], case["debt"], case["price"])
        before = storefront_of(market).reserves()
        refused = absorb(market)
        assert (refused == []) is case["liquidatable"]
        if not case["liquidatable"]:
            assert refused == ["the position is safe"]
            continue
        assert pool_of(market).reserves.debt(0) == pytest.approx(case["debt_after"], abs=USDC_PLACE)
        assert deposit(market) == pytest.approx(case["credit"], abs=USDC_PLACE)
        assert storefront_of(market).reserves() - before == pytest.approx(case["reserve_change"], abs=USDC_PLACE)
        assert buy(market, 1000.0) == pytest.approx(case["quote_1000usdc"], rel=1e-9)


def test_ten_weth_against_sixteen_thousand() -> None:
    """P = 1700: credit 150, reserves -16,150; 1000 USDC buy .6064281383 WETH, 16,000 buy 9.70285 and leave the reserves at -150."""
    market = comet(10.0, 16_000.0, 1700.0)
    assert absorb(market) == []
    assert deposit(market) == pytest.approx(150.0, abs=USDC_PLACE)
    assert storefront_of(market).reserves() == pytest.approx(-16_150.0, abs=USDC_PLACE)
    assert buy(market, 1000.0) == pytest.approx(0.6064281383, abs=5e-11)
    whole = comet(10.0, 16_000.0, 1700.0)
    absorb(whole)
    assert buy(whole, 16_000.0) == pytest.approx(9.70285, abs=5e-6)
    assert storefront_of(whole).reserves() == pytest.approx(-150.0, abs=USDC_PLACE)


def test_nothing_is_credited_to_who_owes_more_than_is_left() -> None:
    market = comet(10.0, 16_000.0, 1500.0)
    assert absorb(market) == []
    assert deposit(market) == 0.0
    assert storefront_of(market).reserves() == pytest.approx(-16_000.0, abs=USDC_PLACE)


def test_what_lenders_earn_beyond_what_borrowers_pay_is_the_protocols_loss() -> None:
    """At 5 % lent out lenders earn 0.24 % of all deposits, borrowers pay 1.765 % of a twentieth: the reserves shrink, as Comet's do."""
    market = comet(100.0, 0.05 * PLENTY, 1e5)
    reserves = pool_of(market).reserves
    market.accrue(86_400.0)
    market.check()
    assert reserves.deposits(0) - PLENTY == pytest.approx(PLENTY * 0.0024 / 365, rel=1e-6)
    paid = reserves.debt(0) - 0.05 * PLENTY
    assert reserves.deficit[0] == pytest.approx(PLENTY * 0.0024 / 365 - paid, rel=1e-6)
    assert reserves.surplus(0) == pytest.approx(0.0, abs=1e-6)


def test_what_borrowers_pay_beyond_what_lenders_earn_is_the_protocols() -> None:
    market = comet(100.0, 0.9 * PLENTY, 1e5)
    reserves = pool_of(market).reserves
    market.accrue(86_400.0)
    market.check()
    assert reserves.deposits(0) - PLENTY == pytest.approx(PLENTY * 0.1208 / 365, rel=1e-6)
    assert float(reserves.protocol_claims[0]) > 0.0
    assert reserves.surplus(0) == pytest.approx(0.0, abs=1e-6)


def test_indices_grow_by_rate_times_time_from_one_accrual_to_the_next() -> None:
    """Comet.sol, `accruedInterestIndices`: index += index * rate * time elapsed, for borrowers as for suppliers; at .9: 15.005 % and 12.08 %."""
    market = comet(1000.0, 0.9 * PLENTY, 1e5)
    reserves = pool_of(market).reserves
    market.accrue(365 * 86_400.0)
    assert float(reserves.borrow_index[0]) == pytest.approx(1.15005, rel=1e-12)
    assert float(reserves.supply_index[0]) == pytest.approx(1.1208, rel=1e-12)
    market.check()


def test_utilisation_is_what_is_owed_over_what_is_deposited_whatever_the_reserves_are() -> None:
    """Comet.sol, `getUtilization`: after an absorption that costs the reserves 16,000, 500,000 of 1,000,000 are .5 and not .5/.984."""
    market = comet(10.0, 16_000.0, 1e5)
    give(market, ANYBODY, "WETH", 1000.0)
    pledge = PostCollateral(account=ANYBODY, venue="pool", asset="WETH", amount=1000.0)
    borrow = Borrow(account=ANYBODY, venue="pool", asset="USDC", amount=500_000.0)
    assert refusals(market, pledge, borrow) == []
    set_price(market, "WETH", 1500.0)
    assert absorb(market) == []
    assert storefront_of(market).reserves() == pytest.approx(-16_000.0, abs=USDC_PLACE)
    assert pool_of(market).reserves.utilisation(0) == pytest.approx(0.5, rel=1e-12)
    assert pool_of(market).reserves.rates(0) == pytest.approx((0.0415, 0.024), rel=1e-12)


# --- the contract's own tests -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("factor", "price", "paid", "bought"),
    [(0.8, 200.0, 200.0, 1.25), (0.9, 1.0, 50.0, 55.555555555555555)],
)
def test_quotes_of_the_storefront(factor: float, price: float, paid: float, bought: float) -> None:
    """test/quote-collateral-test.ts, test/buy-collateral-test.ts: a price of 200 at .8 is 160; here all of a penalty of a fifth or a tenth."""
    asked = Absorb(np.array([factor]), 1.0).asked(np.array([price]))
    assert paid / asked[0] == pytest.approx(bought, rel=1e-12)


def test_half_of_a_penalty_is_the_discount_of_half_of_it() -> None:
    """`quoteCollateral`: discount = storeFrontPriceFactor * (1 - liquidationFactor); .5 of a fifth off 200 is 180."""
    assert Absorb(np.array([0.8]), 0.5).asked(np.array([200.0]))[0] == pytest.approx(180.0, rel=1e-12)


@pytest.mark.parametrize(
    ("base", "low", "high", "utilisation", "rate"),
    [
        (0.005, 0.1, 3.0, 0.0, 0.005),
        (0.005, 0.1, 3.0, 0.1, 0.015),
        (0.005, 0.1, 3.0, 0.9, 0.385),
        (0.01, 0.02, 0.1, 1.1, 0.056),  # more may be owed than was deposited, and the line goes on
    ],
)
def test_rates_below_at_and_beyond_full_utilisation(
    base: float, low: float, high: float, utilisation: float, rate: float
) -> None:
    """test/interest-rate-test.ts, kink .8; slopes there are per unit of utilisation."""
    assert Kinked(base, low * 0.8, high * 0.2, 0.8).borrow_rate(utilisation) == pytest.approx(rate, rel=1e-12)
