"""Compound v2 as parameters of the fixed spread: MECHANISMS 2.2.

Close factor 50 %, incentive 8 % and a seize share of 2.8 % are unverified.
"""

from dataclasses import replace

import numpy as np
import pytest

from firesale.market.actions import Borrow, PostCollateral, Supply, Withdraw
from firesale.market.calendar import SECONDS_PER_YEAR
from firesale.market.errors import BadValueError
from firesale.market.liquidation.base import UnsafePositions
from firesale.market.liquidation.fixed_spread import FixedSpread
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.market import Market
from firesale.market.rates.kinked import Kinked
from firesale.market.venues.lending_pool import LendingPool, LendingPoolTerms
from tests.markets import give, pool_of, refusals, small_market

CLOSE_FACTOR, INCENTIVE, SEIZE_SHARE = 0.5, 0.08, 0.028
SHARE_OF_BONUS = SEIZE_SHARE * (1.0 + INCENTIVE) / INCENTIVE
"""The protocol takes a share of all that is seized; the rule here a share of the bonus."""


def compound(protocol_fee: float = 0.0) -> FixedSpread:
    return FixedSpread(np.array([INCENTIVE]), CLOSE_FACTOR, 0.0, 0.0, protocol_fee, 0.0)


def seen(collateral_price: float, collateral: float, debt: float, health: float = 0.99) -> UnsafePositions:
    one = np.ones(1)
    return UnsafePositions(
        health * one, collateral * one, debt * one, debt * one, collateral_price * one, one, collateral_column=0
    )


def test_a_thousand_dai_seize_six_tenths_of_an_ether() -> None:
    terms = compound().settle(seen(1800.0, 1.0, 2000.0), np.array([1000.0]))
    assert terms.repaid[0] == 1000.0
    assert terms.seized[0] == pytest.approx(0.6, rel=1e-12)


def test_which_are_thirty_receipts_at_an_exchange_rate_of_a_fiftieth() -> None:
    """A receipt is worth 0.02 ETH: seizeTokens = repaid * 1.08 * price of debt / (price of collateral * exchange rate)."""
    terms = compound().settle(seen(1800.0 * 0.02, 50.0, 2000.0), np.array([1000.0]))
    assert terms.seized[0] == pytest.approx(30.0, rel=1e-12)


@pytest.mark.parametrize("health", [0.99, 0.5])
def test_half_of_a_debt_may_be_repaid_however_deep_and_however_small(health: float) -> None:
    assert compound().largest_repayment(seen(1800.0, 1.0, 20.0, health))[0] == pytest.approx(10.0)


def test_the_protocol_takes_its_share_of_what_is_seized() -> None:
    terms = compound(SHARE_OF_BONUS).settle(seen(1800.0, 1.0, 2000.0), np.array([1000.0]))
    assert terms.protocol_fee[0] == pytest.approx(SEIZE_SHARE * 0.6, rel=1e-12)


# fmt: off
SEIZED = [  # exchange rate of a receipt, price of the debt, price of the collateral, incentive, units repaid
    (1.0, 1.0, 1.0, 1.0, 1.0),
    (2.0, 1.0, 1.0, 1.0, 1.0),
    (2.0, 2.0, 1.42, 1.3, 2.45),
    (2.789, 5.230480842, 771.32, 1.3, 10002.45),
    (7.009232529961056e6, 2.5278726317240445e6, 2.6177112093242585e5, 1.179713989619784, 7.790468414639561e6),
]
# fmt: on


@pytest.mark.parametrize(("exchange_rate", "of_debt", "of_collateral", "incentive", "repaid"), SEIZED)
def test_receipts_that_the_comptrollers_own_tests_seize(
    exchange_rate: float, of_debt: float, of_collateral: float, incentive: float, repaid: float
) -> None:
    """compound-protocol, tests/Comptroller/liquidateCalculateAmountSeizeTest.js: repaid incentive p_debt / (p_collateral exchange rate)."""
    one, plenty = np.ones(1), np.full(1, 1e30)
    price = of_collateral * exchange_rate * one
    position = UnsafePositions(0.5 * one, plenty, plenty, plenty, price, of_debt * one, 0)
    rule = FixedSpread(np.array([incentive - 1.0]), CLOSE_FACTOR, 0.0, 0.0, 0.0, 0.0, "debt")
    expected = repaid * incentive * of_debt / of_collateral / exchange_rate
    assert rule.settle(position, np.array([repaid])).seized[0] == pytest.approx(expected, rel=1e-12)


def test_the_close_factor_is_a_share_of_the_one_debt_that_is_repaid() -> None:
    """`Comptroller.liquidateBorrowAllowed`: maxClose = closeFactor * borrowBalance of that market. 1000 are owed here, 3000 elsewhere: 500."""
    one = np.ones(1)
    position = UnsafePositions(0.9 * one, 10.0 * one, 1000.0 * one, 4000.0 * one, 1800.0 * one, one, 0)
    rule = FixedSpread(np.array([INCENTIVE]), CLOSE_FACTOR, 0.0, 0.0, 0.0, 0.0, "debt")
    assert rule.largest_repayment(position)[0] == 500.0
    assert rule.settle(position, np.array([1000.0])).repaid[0] == 500.0


# fmt: off
POINTS = [  # kink, base, slope and jump (per unit of utilisation), utilisation, rate; in per cent as printed
    (90, 10, 20, 100, 0, 10), (90, 10, 20, 100, 10, 12), (90, 10, 20, 100, 89, 27.8), (90, 10, 20, 100, 90, 28), (90, 10, 20, 100, 91, 29),
    (90, 10, 20, 100, 100, 38), (90, 10, 20, 20, 100, 30), (90, 10, 20, 0, 10, 12), (90, 10, 20, 0, 100, 28),
]
# fmt: on


@pytest.mark.parametrize(("kink", "base", "slope", "jump", "utilisation", "rate"), POINTS)
def test_points_of_the_jump_rate_model(
    kink: float, base: float, slope: float, jump: float, utilisation: float, rate: float
) -> None:
    """compound-protocol, tests/Models/InterestRateModelTest.js; our slopes are what the rate rises by, theirs are per unit of utilisation."""
    k = kink / 100.0
    curve = Kinked(base / 100.0, slope / 100.0 * k, jump / 100.0 * (1.0 - k), k)
    assert curve.borrow_rate(utilisation / 100.0) == pytest.approx(rate / 100.0, rel=1e-12)


# --- interest -----------------------------------------------------------------------------------------------------------


def market_of(paid_out: bool = False) -> Market:
    """1000 deposited, half of it owed; 2 % and 20 % per unit of utilisation, a tenth is kept."""
    terms = LendingPoolTerms(
        collateral=("ETH",),
        debt=("DAI",),
        oracle="fair",
        margin=LoanToValue(np.array([0.75]), np.array([0.75])),
        liquidation=compound(),
        rates=(Kinked(0.02, 0.2 * 0.8, 0.2 * 0.2, 0.8),),
        reserve_factor=np.array(0.1),
        interest="simple",
        reserves_apart=True,
        paid_out=paid_out,
    )
    market = small_market(2, prices={"DAI": 1.0, "ETH": 2000.0}, venues={"pool": terms})
    give(market, 0, "DAI", 1000.0)
    give(market, 1, "ETH", 10.0)
    supply = Supply(account=0, venue="pool", asset="DAI", amount=1000.0)
    pledge = PostCollateral(account=1, venue="pool", asset="ETH", amount=10.0)
    borrow = Borrow(account=1, venue="pool", asset="DAI", amount=500.0)
    assert refusals(market, supply, pledge, borrow) == []
    return market


@pytest.mark.parametrize("paid_out", [False, True])
def test_reserves_are_a_sum_of_units_that_is_not_lent_and_earns_nothing(paid_out: bool) -> None:
    """`CToken.accrueInterest` and `exchangeRateStored`, three times, worked out.

    utilisation = borrows / (cash + borrows - reserves), exchange rate = (cash + borrows - reserves) / supply.
    """
    market = market_of(paid_out)
    reserves = pool_of(market).reserves
    for debt, rate, kept in (
        (560.0, 1.054, 6.0),
        (630.706641366224, 1.1176359772296016, 13.07066413662239),
        (714.5051089085971, 1.1930545980177374, 21.45051089085971),
    ):
        market.accrue(SECONDS_PER_YEAR)
        assert reserves.debt(0) == pytest.approx(debt, rel=1e-12)
        assert float(reserves.supply_index[0]) == pytest.approx(rate, rel=1e-12)
        assert float(reserves.protocol_claims[0] * reserves.supply_index[0]) == pytest.approx(kept, rel=1e-12)
        market.check()
        market.audit()


def test_when_lenders_have_gone_what_is_kept_is_lent_and_utilisation_is_one() -> None:
    market = market_of()
    market.accrue(5.0 * SECONDS_PER_YEAR)
    reserves = pool_of(market).reserves
    receipts = reserves.cash(0) / float(reserves.supply_index[0])
    assert refusals(market, Withdraw(account=0, venue="pool", asset="DAI", receipts=receipts * (1.0 - 1e-12))) == []
    assert reserves.utilisation(0) == 1.0
    market.accrue(SECONDS_PER_YEAR)
    market.check()
    market.audit()


def test_rates_of_their_own_for_lenders_leave_no_reserves_apart() -> None:
    terms = market_of().venues["pool"]
    assert isinstance(terms, LendingPool)
    with pytest.raises(BadValueError, match=r"reserves_apart: received True; allowed: false where"):
        replace(terms.terms, supply_rates=(Kinked(),))
