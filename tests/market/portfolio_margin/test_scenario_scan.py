import numpy as np
import pytest

from firesale.market.portfolio_margin.scenario_scan import ScenarioScan
from tests.market.portfolio_margin.listed import listing

THIRDS = np.array([0, 0, 1, 1, -1, -1, 2, 2, -2, -2, 3, 3, -3, -3]) / 3.0


def test_the_risk_array_of_a_future_is_the_published_one() -> None:
    """McMillan, Options as a Strategic Investment (4th edition), chapter 34: S&P 500 future, range 10,000; extreme moves count 7,000."""
    array = ScenarioScan(price_scan_range=0.1).risk_arrays(listing(["future"], prices=[100_000.0]))[:, 0]
    published = [0, 0, 3330, 3330, -3330, -3330, 6670, 6670, -6670, -6670, 10000, 10000, -10000, -10000, 7000, -7000]
    np.testing.assert_allclose(array, published, atol=5.0)


@pytest.mark.parametrize(("outright", "extreme"), [(6200.0, 6138.0), (4800.0, 4752.0)])
def test_three_times_the_range_at_a_third_is_what_cme_publishes(outright: float, extreme: float) -> None:
    """CME, spread calculations: scenarios 15 and 16 of the 30-year and the 10-year bond future."""
    rule = ScenarioScan(price_scan_range=0.01, extreme_move=3.0, extreme_fraction=0.33)
    array = rule.risk_arrays(listing(["future"], prices=[100.0 * outright]))[:, 0]
    np.testing.assert_allclose(array, [*(THIRDS * outright), extreme, -extreme], rtol=1e-12)


def test_a_future_needs_its_scan_range_whichever_side() -> None:
    rule = ScenarioScan(price_scan_range=0.12)
    needed = rule.requirement(np.array([[3.0], [-3.0], [0.0]]), listing(["future"], prices=[200.0]))
    np.testing.assert_allclose(needed, [72.0, 72.0, 0.0])


def test_a_covered_call_needs_less_than_the_future_alone_and_the_worst_is_down_with_volatility_up() -> None:
    rule, of = ScenarioScan(price_scan_range=0.1), listing(["future", "call"])
    losses = rule.losses(np.array([[1.0, -1.0]]), of)[0, :, 0]
    call = of.values_under(np.array([[100.0], [90.0]]), np.array([[0.2], [0.25]]))[:, 1]
    assert losses.argmax() == 12
    assert losses.max() == pytest.approx(10.0 - (call[0] - call[1]))
    assert rule.requirement(np.array([[1.0, -1.0]]), of)[0] < 10.0


def test_a_bought_option_never_needs_more_than_its_value() -> None:
    of = listing(["call"], strikes=[130.0])
    assert ScenarioScan(price_scan_range=0.4).requirement(np.array([[1.0]]), of)[0] <= of.values()[0]


def test_a_far_option_that_is_sold_needs_the_minimum() -> None:
    rule = ScenarioScan(price_scan_range=0.05, short_option_minimum=0.01)
    of = listing(["call", "call"], strikes=[1000.0, 1000.0])
    np.testing.assert_allclose(rule.requirement(np.array([[-2.0, 0.5], [2.0, 0.0]]), of), [2.0, 0.0], atol=1e-9)


def test_a_far_option_that_is_sold_is_caught_by_the_extreme_move() -> None:
    of = listing(["call"], strikes=[150.0], years=0.1)
    without = ScenarioScan(price_scan_range=0.3, extreme_fraction=0.0).requirement(np.array([[-1.0]]), of)[0]
    assert ScenarioScan(price_scan_range=0.3).requirement(np.array([[-1.0]]), of)[0] > without


def test_opposite_futures_of_two_underlyings_get_the_credit_on_both_legs() -> None:
    rule = ScenarioScan(price_scan_range=0.1, spread_credit=0.6)
    of = listing(["future", "future"], [0, 1], prices=[100.0, 50.0], volatilities=[0.2, 0.2])
    offset, aligned, uneven = np.array([[1.0, -2.0]]), np.array([[1.0, 2.0]]), np.array([[1.0, -1.0]])
    assert rule.requirement(offset, of)[0] == pytest.approx(20.0 * 0.4)
    assert rule.requirement(aligned, of)[0] == pytest.approx(20.0)
    assert rule.requirement(uneven, of)[0] == pytest.approx(10.0 + 5.0 - 0.6 * (5.0 + 5.0))
