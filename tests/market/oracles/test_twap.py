"""Means over a window by hand; published numbers stand in tests/validation/test_uniswap_v2.py."""

import math

import numpy as np
import pytest

from firesale.market.oracles.base import Observation, OracleState
from firesale.market.oracles.twap import Twap, TwapState


def means(oracle: Twap, seen: list[tuple[float, float]], first: float = 100.0) -> list[float]:
    state: OracleState = oracle.start(Observation(0.0, np.array([first])))
    reports = []
    for time, price in seen:
        state = oracle.report(state, Observation(time, np.array([price])))
        reports.append(float(state.prices[0]))
    return reports


def test_a_price_counts_for_the_time_since_the_last_observation() -> None:
    assert means(Twap(window=100.0), [(40.0, 100.0), (100.0, 200.0)]) == [100.0, 160.0]


def test_a_window_that_is_not_full_yet_begins_with_the_first_observation() -> None:
    assert means(Twap(window=1000.0), [(10.0, 200.0), (40.0, 400.0)]) == [200.0, 350.0]


def test_the_window_cuts_through_an_interval_between_observations() -> None:
    # from 50 to 150: 50 s of 200 (seen at 100), 50 s of 400
    assert means(Twap(window=100.0), [(100.0, 200.0), (150.0, 400.0)])[-1] == pytest.approx(300.0)
    # from 130 to 160: 20 s of 400, 10 s of 100
    assert means(Twap(window=30.0), [(100.0, 200.0), (150.0, 400.0), (160.0, 100.0)])[-1] == pytest.approx(300.0)


def test_what_lies_before_the_window_is_forgotten() -> None:
    oracle = Twap(window=60.0)
    state = oracle.start(Observation(0.0, np.array([1.0])))
    for time in range(12, 1200, 12):
        state = oracle.report(state, Observation(float(time), np.array([5.0 if time > 600 else 1.0])))
        assert isinstance(state, TwapState)
        assert len(state.cumulatives) <= 7
    assert state.prices[0] == pytest.approx(5.0)


def test_a_second_look_at_the_same_moment_changes_nothing() -> None:
    assert means(Twap(window=100.0), [(50.0, 200.0), (50.0, 999.0), (100.0, 200.0)]) == [200.0, 200.0, 200.0]


def test_a_geometric_mean_is_the_mean_of_logarithms() -> None:
    assert means(Twap(window=100.0, mean="geometric"), [(50.0, 100.0), (100.0, 400.0)])[-1] == pytest.approx(200.0)
    assert means(Twap(window=100.0, mean="geometric"), [(75.0, 100.0), (100.0, 1600.0)])[-1] == pytest.approx(200.0)


def test_a_single_spike_moves_the_mean_by_its_part_of_the_window() -> None:
    """Twice the price for 12 s of 1800: by 1/150; the geometric mean by 2^(1/150)."""
    seen = [(1800.0, 100.0), (1812.0, 200.0)]
    assert means(Twap(window=1800.0), seen)[-1] == pytest.approx(100.0 * (1.0 + 12.0 / 1800.0))
    assert means(Twap(window=1800.0, mean="geometric"), seen)[-1] == pytest.approx(100.0 * 2.0 ** (12.0 / 1800.0))


def test_a_price_of_zero_has_a_mean() -> None:
    assert means(Twap(window=10.0), [(10.0, 0.0)]) == [0.0]
    assert math.isfinite(means(Twap(window=10.0, mean="geometric"), [(10.0, 0.0)])[0])
