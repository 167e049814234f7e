"""How probable it is that a health factor falls to 1, and what is paid if a barrier is touched.

Touch options: Haug (1998), p. 95, as QuantLib's `digitaloption.cpp` quotes it, four digits. Health factors: worked out from the reflection principle
for this project; at looks, an independent simulation with the error given beside it. Shift: Broadie, Glasserman and Kou (1997).
"""

import numpy as np
import pytest

from firesale.market.options.black_scholes import Conditions
from firesale.market.options.breach import breach_probability, seen_at_looks
from firesale.market.options.touch import paid_at_expiry, paid_at_hit, paid_without_touch

PRINTED = 1e-4
DAY = 1.0 / 365.0


def under(spot: float, dividend: float) -> Conditions:
    return Conditions(spot, 0.2, 0.1, 0.1 - dividend)


@pytest.mark.parametrize(
    ("spot", "dividend", "expected"),
    [(105.0, 0.0, 9.7264), (95.0, 0.0, 11.6553), (105.0, 0.2, 12.2715), (95.0, 0.2, 8.9109)],
)
def test_cash_at_the_touch_is_worth_what_the_book_says(spot: float, dividend: float, expected: float) -> None:
    assert 15.0 * paid_at_hit(100.0, 0.5, under(spot, dividend)) == pytest.approx(expected, abs=PRINTED)


@pytest.mark.parametrize(("spot", "touched", "untouched"), [(105.0, 9.3604, 4.9081), (95.0, 11.2223, 3.0461)])
def test_cash_at_expiry_is_worth_what_the_book_says(spot: float, touched: float, untouched: float) -> None:
    assert 15.0 * paid_at_expiry(100.0, 0.5, under(spot, 0.0)) == pytest.approx(touched, abs=PRINTED)
    assert 15.0 * paid_without_touch(100.0, 0.5, under(spot, 0.0)) == pytest.approx(untouched, abs=PRINTED)


def test_the_probability_behind_it() -> None:
    drift = 0.1 - 0.2**2 / 2.0
    assert breach_probability(np.log(1.05), drift, 0.2, 0.5) == pytest.approx(0.656018, abs=1e-6)


TABLE = (
    *((1.10, 0.6, 1, 0.002524), (1.10, 0.6, 7, 0.263496), (1.10, 0.6, 30, 0.607029)),
    *((1.25, 0.6, 7, 0.008090), (1.25, 1.0, 7, 0.119557), (1.25, 0.6, 30, 0.217023), (1.25, 1.0, 30, 0.485648)),
    *((4.0 / 3.0, 0.6, 30, 0.108771), (4.0 / 3.0, 1.0, 30, 0.362507)),
    *((1.50, 1.0, 30, 0.191363), (2.00, 1.0, 30, 0.021905)),
)


@pytest.mark.parametrize(("health", "volatility", "days", "expected"), TABLE)
def test_a_health_factor_falls_to_one(health: float, volatility: float, days: int, expected: float) -> None:
    found = breach_probability(np.log(health), -(volatility**2) / 2.0, volatility, days * DAY)
    assert found == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("looks_per_day", "shifted", "simulated"), [(1, 0.4251, 0.4282), (24, 0.4730, 0.4750)], ids=["daily", "hourly"]
)
def test_looks_now_and_then_see_fewer_breaches(looks_per_day: int, shifted: float, simulated: float) -> None:
    further = seen_at_looks(np.log(1.25), 1.0, DAY / looks_per_day)
    found = breach_probability(further, -0.5, 1.0, 30 * DAY)
    assert found == pytest.approx(shifted, abs=5e-5)
    assert found == pytest.approx(simulated, abs=0.005)
