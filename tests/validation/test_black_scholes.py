"""European options and their Greeks against a published book.

Haug (1998), The Complete Guide to Option Pricing Formulas, as QuantLib's `europeanoption.cpp` and `jumpdiffusion.cpp` quote it; printed with
four digits, jump-diffusion values with two.
"""

import numpy as np
import pytest

from firesale.market.options.black_scholes import Conditions, Europeans, values
from firesale.market.options.greeks import deltas, gammas, rhos, thetas, vegas
from firesale.market.options.merton import Jumps, jump_values

PRINTED = 5e-5


def one(call: bool, strike: float, years: float) -> Europeans:
    return Europeans(np.array([call]), np.array([strike]), np.array([years]))


def under(spot: float, volatility: float, rate: float, dividend: float = 0.0) -> Conditions:
    return Conditions(spot, volatility, rate, rate - dividend)


@pytest.mark.parametrize(
    ("option", "at", "expected"),
    [
        (one(True, 65.0, 0.25), under(60.0, 0.3, 0.08), 2.1334),
        (one(False, 95.0, 0.5), under(100.0, 0.2, 0.1, 0.05), 2.4648),
    ],
    ids=["call", "put"],
)
def test_values_are_those_of_the_book(option: Europeans, at: Conditions, expected: float) -> None:
    assert values(option, at)[0] == pytest.approx(expected, abs=PRINTED)


@pytest.mark.parametrize(("call", "expected"), [(True, 0.5946), (False, -0.3566)])
def test_deltas_are_those_of_the_book(call: bool, expected: float) -> None:
    delta = deltas(one(call, 100.0, 0.5), under(105.0, 0.36, 0.1, 0.1))[0]
    assert delta == pytest.approx(expected, abs=PRINTED)


def test_gamma_and_vega_are_those_of_the_book() -> None:
    option, at = one(True, 60.0, 0.75), under(55.0, 0.3, 0.1)
    assert gammas(option, at)[0] == pytest.approx(0.0278, abs=PRINTED)
    assert vegas(option, at)[0] == pytest.approx(18.9358, abs=PRINTED)


def test_theta_is_that_of_the_book() -> None:
    theta = thetas(one(False, 405.0, 1.0 / 12.0), under(430.0, 0.2, 0.07, 0.05))[0]
    assert theta == pytest.approx(-31.1924, abs=PRINTED)


def test_rho_is_that_of_the_book() -> None:
    assert rhos(one(True, 75.0, 1.0), under(72.0, 0.19, 0.09))[0] == pytest.approx(38.7325, abs=PRINTED)


MERTON = (
    *((0.25, 1.0, 0.10, 3.42), (0.25, 1.0, 0.25, 5.88), (0.25, 1.0, 0.50, 8.95)),
    *((0.50, 1.0, 0.10, 3.14), (0.50, 1.0, 0.25, 5.58), (0.50, 1.0, 0.50, 8.71)),
    *((0.75, 1.0, 0.10, 2.70), (0.75, 1.0, 0.25, 5.08), (0.75, 1.0, 0.50, 8.24)),
    (0.50, 10.0, 0.50, 9.00),  # the book has 8.85: its sum stops after eleven terms
)


@pytest.mark.parametrize(("part", "intensity", "years", "expected"), MERTON)
def test_jump_diffusion_values_are_those_of_the_book(
    part: float, intensity: float, years: float, expected: float
) -> None:
    """`part` of the variance comes from jumps whose mean is nothing; S = K = 100, rate 8 %, volatility 25 %."""
    deviation = 0.25 * np.sqrt(part / intensity)
    jumps = Jumps(intensity, -(deviation**2) / 2.0, deviation)
    at = under(100.0, 0.25 * np.sqrt(1.0 - part), 0.08)
    assert jump_values(one(True, 100.0, years), at, jumps)[0] == pytest.approx(expected, abs=0.01)
