"""Morpho's AdaptiveCurveIrm with the constants of its ConstantsLib: steepness 4, target 90 %, 50 per year, 4 % at the start, 0.1 % to 200 %."""

import math
from dataclasses import replace

import numpy as np
import pytest

from firesale.market.actions import Supply
from firesale.market.calendar import SECONDS_PER_YEAR
from firesale.market.errors import BadValueError
from firesale.market.rates.adaptive import Adaptive
from tests.markets import POOL, give, pool_of, refusals, small_market

DAY = 86_400.0
MODEL = Adaptive()


@pytest.mark.parametrize(("utilisation", "rate"), [(0.0, 0.01), (0.45, 0.025), (0.9, 0.04), (0.95, 0.10), (1.0, 0.16)])
def test_the_curve_is_a_quarter_at_nothing_and_four_times_at_full(utilisation: float, rate: float) -> None:
    """ConstantsLib: "Initial rate at target = 4% (rate between 1% and 16%)"."""
    assert MODEL.borrow_rate(utilisation) == pytest.approx(rate, rel=1e-12)


def test_at_full_utilisation_the_rate_at_target_doubles_in_five_days() -> None:
    """exp(50 * 5 / 365) = 1.984."""
    assert MODEL.after(1.0, 5 * DAY).rate_at_target == pytest.approx(0.04 * math.exp(250.0 / 365.0), rel=1e-12)
    assert math.exp(250.0 / 365.0) == pytest.approx(2.0, rel=0.01)


def test_at_nothing_lent_it_falls_as_fast_and_at_the_target_it_stays() -> None:
    assert MODEL.after(0.0, 5 * DAY).rate_at_target == pytest.approx(0.04 * math.exp(-250.0 / 365.0), rel=1e-12)
    assert MODEL.after(0.9, 5 * DAY).rate_at_target == pytest.approx(0.04)


def test_it_stays_within_its_limits() -> None:
    assert MODEL.after(1.0, 1e12).rate_at_target == 2.0
    assert MODEL.after(0.0, 1e12).rate_at_target == 0.001


def test_the_mean_rate_is_the_trapezoid_of_start_middle_and_end() -> None:
    growth = 50.0 * 10.0 / 365.0
    mean = 0.04 * (1.0 + 2.0 * math.exp(growth / 2.0) + math.exp(growth)) / 4.0
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
    assert reserves.rates(0)[0] == pytest.approx(0.16 * math.exp(500.0 / 365.0), rel=1e-12)
    market.check()
