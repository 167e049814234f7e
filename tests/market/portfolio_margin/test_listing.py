import numpy as np
import pytest
from scipy.stats import norm

from tests.market.portfolio_margin.listed import listing


def test_a_future_stands_above_the_price_by_the_rate_and_an_option_is_worth_blacks_formula_on_it() -> None:
    of = listing(["future", "call", "put"], strikes=[1.0, 95.0, 95.0], prices=[100.0], years=0.5, rate=0.04)
    future = 100.0 * np.exp(0.02)
    d1 = (np.log(future / 95.0) + 0.5 * 0.2**2 * 0.5) / (0.2 * np.sqrt(0.5))
    d2 = d1 - 0.2 * np.sqrt(0.5)
    call = future * norm.cdf(d1) - 95.0 * norm.cdf(d2)
    np.testing.assert_allclose(of.values(), [future, call, call - future + 95.0], rtol=1e-12)


def test_put_and_call_and_future_are_in_parity_in_every_scenario() -> None:
    of = listing(["future", "call", "put"], strikes=[1.0, 110.0, 110.0], rate=0.03)
    values = of.values_under(np.array([[50.0], [100.0], [170.0]]), np.array([[0.1], [0.4], [0.9]]))
    np.testing.assert_allclose(values[:, 1] - values[:, 2], values[:, 0] - 110.0, atol=1e-10)


def test_at_the_expiry_an_option_is_worth_what_it_pays() -> None:
    of = listing(["call", "put"], strikes=[90.0, 120.0], years=0.0)
    np.testing.assert_allclose(of.values(), [10.0, 20.0])


def test_deltas_are_the_slopes_of_values() -> None:
    of = listing(["future", "call", "put"], strikes=[1.0, 105.0, 95.0], rate=0.05)
    prices = np.array([[100.0 - 1e-4], [100.0 + 1e-4]])
    values = of.values_under(prices, np.array([[0.2], [0.2]]))
    np.testing.assert_allclose(of.deltas(), (values[1] - values[0]) / 2e-4, rtol=1e-7)


def test_exposures_add_deltas_times_prices_by_underlying() -> None:
    of = listing(["future", "future", "future"], [0, 1, 1], prices=[100.0, 10.0], volatilities=[0.2, 0.3])
    np.testing.assert_allclose(of.exposures(np.array([[2.0, -3.0, 1.0]])), [[200.0, -20.0]])


def test_no_scenario_lets_a_price_vanish() -> None:
    of = listing(["future", "put"])
    assert np.all(np.isfinite(of.values_under(np.array([[-50.0]]), np.array([[0.2]]))))
    assert of.values_under(np.array([[-50.0]]), np.array([[0.2]]))[0, 0] == pytest.approx(0.0, abs=1e-6)
