import numpy as np
import pytest

from firesale.market.portfolio_margin.cross_margin import CrossMargin
from firesale.market.portfolio_margin.scenario_scan import ScenarioScan
from tests.market.portfolio_margin.listed import listing

SCAN = ScenarioScan(price_scan_range=0.1)


def test_futures_offset_options_of_the_same_underlying() -> None:
    of = listing(["future", "call"])
    apart = SCAN.requirement(np.array([[1.0, 0.0], [0.0, -1.0]]), of).sum()
    assert CrossMargin(SCAN).requirement(np.array([[1.0, -1.0]]), of)[0] < 0.7 * apart


def test_underlyings_add_up_like_standard_deviations() -> None:
    of = listing(["future", "future"], [0, 1], prices=[100.0, 100.0], volatilities=[0.2, 0.2])
    needed = CrossMargin(SCAN, correlation=0.8).requirement(np.array([[3.0, -4.0], [3.0, 4.0]]), of)
    np.testing.assert_allclose(needed, 10.0 * np.sqrt([9 + 16 - 2 * 0.8 * 12, 9 + 16 + 2 * 0.8 * 12]))


@pytest.mark.parametrize(("correlation", "needed"), [(0.0, 50.0), (1.0, 70.0)])
def test_without_correlation_they_diversify_and_with_all_of_it_they_add(correlation: float, needed: float) -> None:
    of = listing(["future", "future"], [0, 1], prices=[100.0, 100.0], volatilities=[0.2, 0.2])
    rule = CrossMargin(SCAN, correlation=correlation)
    assert rule.requirement(np.array([[3.0, 4.0]]), of)[0] == pytest.approx(needed)


def test_correlations_can_be_those_of_the_past() -> None:
    first = np.array([0.01, -0.02, 0.03, -0.01] * 5)
    of = listing(
        ["future", "future"],
        [0, 1],
        prices=[100.0, 100.0],
        volatilities=[0.2, 0.2],
        returns=np.column_stack((first, 2 * first)),
    )
    rule = CrossMargin(SCAN, from_history=True)
    assert rule.requirement(np.array([[1.0, -1.0]]), of)[0] == pytest.approx(0.0, abs=1e-6)


def test_an_underlying_without_net_delta_is_added_whole() -> None:
    of = listing(["future", "future"], [0, 1], prices=[100.0, 100.0], volatilities=[0.2, 0.2])
    straddle = listing(["put", "call", "future"], [0, 0, 1], prices=[100.0, 100.0], volatilities=[0.2, 0.2])
    alone = SCAN.requirement(np.array([[-1.0, -1.0, 0.0]]), straddle)[0]
    assert CrossMargin(SCAN).requirement(np.array([[1.0, 0.0]]), of)[0] == pytest.approx(10.0)
    assert CrossMargin(SCAN).requirement(np.array([[-1.0, -1.0, 0.0]]), straddle)[0] == pytest.approx(alone)
