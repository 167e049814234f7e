"""The probability of a breach where the drift is strong and the volatility small: there e^(2 ...) overflows and the tail it multiplies vanishes."""

import numpy as np
import pytest

from firesale.market.options.black_scholes import Conditions
from firesale.market.options.breach import breach_probability
from firesale.market.options.error_function import complementary_error, scaled_complementary_error
from firesale.market.options.touch import paid_at_hit

# The closed form by reflection with 40 digits: a fall of 0.5 in a year with the drift -0.5, at the volatility 0.5 / quotient.
REFLECTED = [
    (18.8, 0.510602677973355),
    (18.9, 0.5105466576052747),
    (19.0, 0.5104912256996400),
    (19.4, 0.5102752011930249),
    (30.0, 0.5066471925886843),
]


@pytest.mark.parametrize(("quotient", "probability"), REFLECTED)
def test_a_strong_drift_neither_overflows_nor_loses_the_reflected_paths(quotient: float, probability: float) -> None:
    assert breach_probability(0.5, -0.5, 0.5 / quotient, 1.0) == pytest.approx(probability, rel=1e-12)


def test_the_probability_never_falls_with_time_or_volatility_however_strong_the_drift() -> None:
    years = np.linspace(0.5, 2.0, 4001)
    assert np.all(np.diff(breach_probability(0.5, -0.5, 0.027, years)) >= -1e-12)


# exp(x^2) erfc(x) with 40 digits.
SCALED = [
    (0.0, 1.0),
    (0.3, 0.7345993345676551),
    (2.0, 0.2553956763105058),
    (26.0, 0.021683584850562907),
    (1e3, 5.641893014533877e-4),
    (1e200, 5.641895835477563e-201),
]


def test_the_scaled_error_function() -> None:
    x, expected = np.array(SCALED).T
    assert scaled_complementary_error(x) == pytest.approx(expected, rel=1e-14, abs=0.0)
    assert scaled_complementary_error(x[:3]) * np.exp(-(x[:3] ** 2)) == pytest.approx(complementary_error(x[:3]))


# Paid at the hit of a barrier, the closed form with 60 digits: barrier, years, volatility, rate, carry, value; the price is 100.
AT_HIT = [
    (80.0, 1.0, 0.005, 0.05, -0.5, 0.97793336862843513),
    (150.0, 2.0, 0.01, 0.02, 0.4, 0.97992850591630785),
    (90.0, 0.5, 0.02, 0.0, 0.8, 1.0370393787648226e-183),
    (194.4757881462273, 0.007303960353091782, 0.012190281844588707, 0.05, 0.17, 0.0),
]


@pytest.mark.parametrize(("barrier", "years", "volatility", "rate", "carry", "value"), AT_HIT)
def test_what_is_paid_at_the_hit_is_a_number_with_little_volatility_too(
    barrier: float, years: float, volatility: float, rate: float, carry: float, value: float
) -> None:
    assert paid_at_hit(barrier, years, Conditions(100.0, volatility, rate, carry)) == pytest.approx(
        value, rel=1e-11, abs=1e-300
    )
