"""European options in the textbooks: Hull, Options, Futures, and Other Derivatives, and Haug, The Complete Guide to Option Pricing Formulas.

The examples are long known; values agree with scipy's normal distribution to the digits that are printed. The clearing house's own contracts are
Black's (1976), not discounted, since they are marked to market.
"""

import math

import numpy as np
import pytest
from scipy.stats import norm

from firesale.market.options.black_scholes import Conditions, Europeans, values
from firesale.market.options.greeks import deltas, gammas, rhos, thetas, vegas
from firesale.market.options.touch import paid_at_expiry, paid_without_touch
from tests.market.portfolio_margin.listed import listing

CALL, PUT = True, False


def one(call: bool, strike: float, years: float) -> Europeans:
    return Europeans(np.array([call]), np.array([strike]), np.array([years]))


@pytest.mark.parametrize(
    ("option", "at", "printed", "digits"),
    [
        (one(CALL, 40.0, 0.5), Conditions(42.0, 0.2, 0.1, 0.1), 4.76, 2),
        (one(PUT, 40.0, 0.5), Conditions(42.0, 0.2, 0.1, 0.1), 0.81, 2),
        (one(CALL, 900.0, 2 / 12), Conditions(930.0, 0.2, 0.08, 0.05), 51.83, 2),
        (one(CALL, 1.6, 4 / 12), Conditions(1.6, 0.2, 0.08, -0.03), 0.0639, 4),
        (one(CALL, 1.6, 4 / 12), Conditions(1.6, 0.1, 0.08, -0.03), 0.0285, 4),
        (one(CALL, 1.6, 4 / 12), Conditions(1.6, 0.141, 0.08, -0.03), 0.043, 3),
        (one(PUT, 20.0, 4 / 12), Conditions(20.0, 0.25, 0.09, 0.0), 1.12, 2),
        (one(CALL, 50.0, 0.3846), Conditions(49.0, 0.2, 0.05, 0.05), 2.40, 2),
        (one(CALL, 19.0, 0.75), Conditions(19.0, 0.28, 0.1, 0.0), 1.7011, 4),
        (one(PUT, 19.0, 0.75), Conditions(19.0, 0.28, 0.1, 0.0), 1.7011, 4),
        (one(CALL, 1.6, 0.5), Conditions(1.56, 0.12, 0.06, -0.02), 0.0291, 4),
    ],
    ids=(
        "stock call, stock put, index, currency 20 %, currency 10 %, currency 14.1 %, crude oil, 100,000 shares, "
        "Black call, Black put, Garman-Kohlhagen"
    )
    .replace("100,000", "100000")
    .split(", "),
)
def test_values_are_those_that_are_printed(option: Europeans, at: Conditions, printed: float, digits: int) -> None:
    assert values(option, at)[0] == pytest.approx(printed, abs=0.5 * 10.0**-digits)


def test_hulls_greeks_of_the_call_that_is_hedged() -> None:
    """Stock 49, strike 50, 5 %, 20 %, 20 weeks: delta .522, theta -4.31, gamma .066, vega 12.1, rho 8.91."""
    option, at = one(CALL, 50.0, 0.3846), Conditions(49.0, 0.2, 0.05, 0.05)
    assert deltas(option, at)[0] == pytest.approx(0.522, abs=5e-4)
    assert thetas(option, at)[0] == pytest.approx(-4.31, abs=5e-3)
    assert thetas(option, at)[0] / 365 == pytest.approx(-0.0118, abs=5e-5)
    assert gammas(option, at)[0] == pytest.approx(0.066, abs=5e-4)
    assert vegas(option, at)[0] == pytest.approx(12.1, abs=5e-2)
    assert rhos(option, at)[0] == pytest.approx(8.91, abs=5e-3)


@pytest.mark.parametrize(
    ("spot", "touched", "untouched"), [(105.0, 9.3604, 4.9081), (95.0, 11.2223, 3.0461)], ids=["below", "above"]
)
def test_haugs_binary_barriers_that_pay_at_the_end(spot: float, touched: float, untouched: float) -> None:
    """15 in cash, barrier 100, half a year, rate and carry 10 %, volatility 20 %; numbers 5, 6, 9 and 10 of the table."""
    at = Conditions(spot, 0.2, 0.1, 0.1)
    assert 15.0 * paid_at_expiry(100.0, 0.5, at) == pytest.approx(touched, abs=5e-5)
    assert 15.0 * paid_without_touch(100.0, 0.5, at) == pytest.approx(untouched, abs=5e-5)


def test_the_clearing_house_values_an_option_as_black_does_without_discount() -> None:
    """Hull's crude oil: a future at 20 is a price of 20 exp(-9 % x 4/12), and the put is worth 1.1166 exp(9 % x 4/12) at the end."""
    years, rate = 4.0 / 12.0, 0.09
    of = listing(
        ["put", "future"],
        strikes=[20.0, 1.0],
        prices=[20.0 * math.exp(-rate * years)],
        volatilities=[0.25],
        years=years,
        rate=rate,
    )
    assert of.values() == pytest.approx([1.1166414565589438 * math.exp(rate * years), 20.0], rel=1e-9)


def test_values_and_greeks_over_a_grid_are_scipys() -> None:
    strikes, years = (grid.ravel() for grid in np.meshgrid([60.0, 95.0, 100.0, 130.0], [0.02, 0.5, 3.0]))
    at = Conditions(100.0, 0.65, 0.04, 0.01)
    deviation = 0.65 * np.sqrt(years)
    first = (np.log(100.0 / strikes) + (0.01 + 0.65**2 / 2) * years) / deviation
    grown, owed = 100.0 * np.exp(-0.03 * years), strikes * np.exp(-0.04 * years)
    for call, sign in ((CALL, 1.0), (PUT, -1.0)):
        options = Europeans(np.full(12, call), strikes, years)
        expected = sign * (grown * norm.cdf(sign * first) - owed * norm.cdf(sign * (first - deviation)))
        assert values(options, at) == pytest.approx(expected, rel=1e-9, abs=1e-12)
        assert deltas(options, at) == pytest.approx(sign * grown / 100.0 * norm.cdf(sign * first), rel=1e-9)
        assert gammas(options, at) == pytest.approx(grown * norm.pdf(first) / deviation / 100.0**2, rel=1e-9)
        assert vegas(options, at) == pytest.approx(grown * norm.pdf(first) * np.sqrt(years), rel=1e-9)
