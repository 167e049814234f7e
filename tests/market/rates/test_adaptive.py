"""Morpho's AdaptiveCurveIrm with the constants of its ConstantsLib: steepness 4, target 90 %, 50 per year, 4 % at the start, 0.1 % to 200 %."""

import math
from dataclasses import replace

import numpy as np
import pytest

from firesale.market.actions import Supply
from firesale.market.calendar import SECONDS_PER_YEAR
from firesale.market.errors import BadValueError
from firesale.market.rates.adaptive import Adaptive
from firesale.market.rates.quick_exponential import quick_exponential
from tests.markets import POOL, give, pool_of, refusals, small_market

DAY = 86_400.0
MODEL = Adaptive()


@pytest.mark.parametrize(("utilisation", "rate"), [(0.0, 0.01), (0.45, 0.025), (0.9, 0.04), (0.95, 0.10), (1.0, 0.16)])
def test_the_curve_is_a_quarter_at_nothing_and_four_times_at_full(utilisation: float, rate: float) -> None:
    """ConstantsLib: "Initial rate at target = 4% (rate between 1% and 16%)"."""
    assert MODEL.borrow_rate(utilisation) == pytest.approx(rate, rel=1e-12)


@pytest.mark.parametrize(
    ("utilisation", "seconds", "mean", "after"),
    [
        (1.0, 5 * DAY, 0.23143401772416, 0.079345445952096),
        (0.95, 3 * DAY, 0.111065631360912, 0.049063614160464),
        (0.0, 5 * DAY, 0.007341189974352, 0.020164988415168),
        (0.5, 10 * DAY, 0.020185179276096, 0.021757480697232),
        (0.9, 30 * DAY, 0.039999999988944, 0.039999999988944),
        (1.0, 3600.0, 0.16045759816416, 0.040228962039648),
        (0.3, 40 * DAY, 0.006735922806096, 0.001037869722288),
    ],
)
def test_mean_rate_and_rate_at_target_are_those_of_the_contracts_integers(
    utilisation: float, seconds: float, mean: float, after: float
) -> None:
    """`AdaptiveCurveIrm._borrowRate` and `ExpLib.wExp` worked out in integers of 1e-18 per second, times a year of 365 days.

    A rate per second has eight to ten digits, so the numbers agree to 1e-7. With the true exponential they were up to 0.4 % off.
    """
    assert MODEL.mean_rate(utilisation, seconds) == pytest.approx(mean, rel=1e-7)
    assert MODEL.after(utilisation, seconds).rate_at_target == pytest.approx(after, rel=1e-7)


def test_at_full_utilisation_the_rate_at_target_doubles_in_five_days() -> None:
    """exp(50 * 5 / 365) = 1.984."""
    assert MODEL.after(1.0, 5 * DAY).rate_at_target == pytest.approx(0.04 * math.exp(250.0 / 365.0), rel=1e-6)
    assert math.exp(250.0 / 365.0) == pytest.approx(2.0, rel=0.01)


def test_at_nothing_lent_it_falls_as_fast_and_at_the_target_it_stays() -> None:
    assert MODEL.after(0.0, 5 * DAY).rate_at_target == pytest.approx(0.04 * math.exp(-250.0 / 365.0), rel=1e-6)
    assert MODEL.after(0.9, 5 * DAY).rate_at_target == pytest.approx(0.04)


def test_it_stays_within_its_limits() -> None:
    assert MODEL.after(1.0, 1e12).rate_at_target == 2.0
    assert MODEL.after(0.0, 1e12).rate_at_target == 0.001


def test_the_mean_rate_is_the_trapezoid_of_start_middle_and_end() -> None:
    growth = 50.0 * 10.0 / 365.0
    mean = 0.04 * (1.0 + 2.0 * quick_exponential(growth / 2.0) + quick_exponential(growth)) / 4.0
    assert MODEL.mean_rate(1.0, 10 * DAY) == pytest.approx(4.0 * mean, rel=1e-12)


def test_a_start_outside_the_limits_is_refused() -> None:
    with pytest.raises(BadValueError, match=r"Adaptive\.rate_at_target"):
        Adaptive(rate_at_target=3.0)


def test_a_pool_charges_the_mean_rate_and_remembers_where_the_curve_is() -> None:
    terms = replace(POOL, rates=(MODEL,))
    market = small_market(2, venues={"pool": terms})
    give(market, 0, "USDC", 1000.0)
    give(market, 1, "ETH", 10.0)
    assert refusals(market, Supply(account=0, venue="pool", asset="USDC", amount=1000.0)) == []
    collateral, debt = np.array([[10.0, 0.0]]), np.array([[1000.0]])
    pool_of(market).borrowers.place(np.array([1]), collateral, debt, "opening")
    market.accrue(10 * DAY)
    x = MODEL.mean_rate(1.0, 10 * DAY) * 10 * DAY / SECONDS_PER_YEAR
    reserves = pool_of(market).reserves
    assert float(reserves.borrow_index[0]) == pytest.approx(1.0 + x + x**2 / 2.0 + x**3 / 6.0, rel=1e-12)
    assert reserves.rates(0)[0] == pytest.approx(0.16 * quick_exponential(500.0 / 365.0), rel=1e-12)
    market.check()
