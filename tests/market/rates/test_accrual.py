"""Index numbers of an Aave v3 pool deployed and executed; vectors: ../shared/facts/MECHANISMS.md, 2.1."""

import math

import numpy as np
import pytest

from firesale.market.rates.accrual import (
    Interest,
    compounded_growth,
    debt_growth,
    linear_growth,
    nominal_rate,
    supply_rate,
)
from firesale.market.rates.kinked import Kinked

YEAR = 365 * 86_400.0
BORROW_RATE = Kinked(base=0.0, slope_1=0.065, slope_2=0.60, optimal_utilisation=0.92).borrow_rate(0.015)


def test_the_debt_index_after_a_year_is_that_of_the_executed_pool() -> None:
    assert compounded_growth(BORROW_RATE, YEAR) == pytest.approx(1.001060344376665, abs=1e-15)


def test_the_debt_of_15000_usdc_after_a_year_is_that_of_the_executed_pool() -> None:
    assert 15_000.0 * compounded_growth(BORROW_RATE, YEAR) == pytest.approx(15_015.905166, abs=1e-6)


def test_the_supply_index_after_a_year_is_that_of_the_executed_pool() -> None:
    rate = supply_rate(BORROW_RATE, 0.015, 0.10)
    assert linear_growth(rate, YEAR) == pytest.approx(1.0000143070652, abs=1e-13)


def test_lenders_earn_the_interest_of_the_part_lent_out_less_the_reserves() -> None:
    assert supply_rate(0.10, 0.5, 0.2) == pytest.approx(0.04)


def test_compounding_takes_three_terms_of_the_exponential() -> None:
    assert compounded_growth(0.6, YEAR / 2) == pytest.approx(1 + 0.3 + 0.045 + 0.0045)
    assert linear_growth(0.6, YEAR / 2) == pytest.approx(1.3)
    assert linear_growth(0.6, YEAR) < compounded_growth(0.6, YEAR) < math.exp(0.6)


def test_in_no_time_nothing_grows() -> None:
    assert linear_growth(0.6, 0.0) == compounded_growth(0.6, 0.0) == 1.0


def test_arrays_give_the_same_as_one_number_at_a_time() -> None:
    rates, utilisation = np.array([0.0, 0.05, 0.665]), np.array([0.0, 0.5, 1.0])
    assert linear_growth(rates, 3600.0).tolist() == [linear_growth(r, 3600.0) for r in rates.tolist()]
    assert compounded_growth(rates, 3600.0) == pytest.approx([compounded_growth(r, 3600.0) for r in rates.tolist()])
    assert supply_rate(rates, utilisation, 0.1).tolist() == pytest.approx([0.0, 0.0225, 0.5985])
    assert supply_rate(rates, utilisation, np.array([0.0, 0.1, 0.2])).tolist() == pytest.approx([0.0, 0.0225, 0.532])


@pytest.mark.parametrize(
    ("interest", "expected"),
    [("series", 1.05127083333333), ("simple", 1.05), ("continuous", 1.05127109637602), ("effective", 1.05)],
)
def test_a_year_at_five_per_cent_in_each_way(interest: Interest, expected: float) -> None:
    assert debt_growth(interest, 0.05, YEAR) == pytest.approx(expected, rel=1e-14)


def test_half_a_year_at_an_effective_rate_is_its_root_and_at_a_simple_one_its_half() -> None:
    """Maker: duty^dt with a duty of 1.05 a year, `jug.drip`; Comet: the index grows by rate * time elapsed, `accruedInterestIndices`."""
    assert debt_growth("effective", 0.05, YEAR / 2) == pytest.approx(math.sqrt(1.05), rel=1e-14)
    assert debt_growth("simple", 0.05, YEAR / 2) == pytest.approx(1.025, rel=1e-14)


def test_a_rate_per_second_compounded_each_second_is_continuous() -> None:
    """Euler: rpow(1 + rate per second, seconds)."""
    assert debt_growth("continuous", 0.05, YEAR) == pytest.approx((1.0 + 0.05 / YEAR) ** YEAR, rel=1e-8)


@pytest.mark.parametrize("interest", ["series", "simple", "continuous", "effective"])
@pytest.mark.parametrize("seconds", [12.0, 3600.0, YEAR])
def test_lenders_never_earn_more_than_borrowers_pay(interest: Interest, seconds: float) -> None:
    paid = debt_growth(interest, 0.05, seconds) - 1.0
    earned = linear_growth(supply_rate(nominal_rate(interest, 0.05), 1.0, 0.0), seconds) - 1.0
    assert earned <= paid * (1.0 + 1e-6)
    assert paid == pytest.approx(earned, rel=0.03)
