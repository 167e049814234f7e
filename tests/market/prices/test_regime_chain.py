import math

import numpy as np
import pytest

from firesale.market.prices.regime_chain import RegimeChain, first_in, seconds_in
from firesale.market.streams import Streams

YEAR = 365 * 86_400.0
CALM_PANIC = RegimeChain(np.array([[0.0, 10.0], [40.0, 0.0]]))


def test_in_the_long_run_each_regime_rules_by_how_long_it_lasts() -> None:
    assert CALM_PANIC.long_run_shares() == pytest.approx([0.8, 0.2])


def test_a_regime_that_cannot_be_left_rules_in_the_end() -> None:
    assert RegimeChain(np.array([[0.0, 3.0], [0.0, 0.0]])).long_run_shares() == pytest.approx([0.0, 1.0])


def test_a_single_regime_stays() -> None:
    regimes, begins = RegimeChain(np.zeros((1, 1))).path(0, YEAR, Streams(1).generator("regimes"))
    assert (regimes.tolist(), begins.tolist()) == ([0], [0.0])


def test_regimes_last_as_long_as_their_rates_say() -> None:
    regimes, begins = CALM_PANIC.path(0, 500.0 * YEAR, Streams(1).generator("regimes"))
    lasted = np.diff(begins) / YEAR
    for regime, mean in ((0, 0.1), (1, 0.025)):
        mine = lasted[regimes[:-1] == regime]
        assert mine.mean() == pytest.approx(mean, abs=3 * mean / math.sqrt(len(mine)))


def test_of_several_ways_out_each_is_taken_as_often_as_its_rate_says() -> None:
    chain = RegimeChain(np.array([[0.0, 1.0, 3.0], [9.0, 0.0, 0.0], [9.0, 0.0, 0.0]]))
    regimes, _ = chain.path(0, 2000.0 * YEAR, Streams(1).generator("regimes"))
    taken = regimes[1:][regimes[:-1] == 0]
    assert (taken == 2).mean() == pytest.approx(0.75, abs=3 * math.sqrt(0.1875 / len(taken)))


def test_a_longer_path_begins_as_a_shorter_one() -> None:
    short, long = (CALM_PANIC.path(0, years * YEAR, Streams(2).generator("regimes")) for years in (2.0, 5.0))
    assert np.array_equal(long[0][: len(short[0])], short[0])
    assert np.array_equal(long[1][: len(short[1])], short[1])


def test_a_step_in_which_the_regime_changes_is_shared_out() -> None:
    regimes, begins, times = np.array([0, 1, 0]), np.array([0.0, 15.0, 18.0]), np.array([100.0, 110.0, 120.0, 130.0])
    assert seconds_in(regimes, begins, 2, times).tolist() == [[10.0, 0.0], [7.0, 3.0], [10.0, 0.0]]
    assert first_in(regimes, begins, times).tolist() == [0, 0, 0]


def test_a_regime_that_lasts_for_several_steps_has_them_whole() -> None:
    regimes, begins, times = np.array([0, 1]), np.array([0.0, 10.0]), np.array([0.0, 10.0, 20.0, 40.0])
    assert seconds_in(regimes, begins, 2, times).tolist() == [[10.0, 0.0], [0.0, 10.0], [0.0, 20.0]]
    assert first_in(regimes, begins, times).tolist() == [0, 1, 1]
