import math

import numpy as np
import pytest
from scipy.signal import lfilter

from firesale.experiments.calibration.block_length import autocovariances, block_length
from firesale.market.arrays import FloatArray
from firesale.market.streams import Streams


def autoregressive(kept: float, count: int, seed: int) -> FloatArray:
    series: FloatArray = lfilter([1.0], [1.0, -kept], Streams(seed).generator("noise").standard_normal(count))
    return series


@pytest.mark.parametrize("kept", [0.3, 0.7])
def test_the_length_is_the_best_one_of_an_autoregression(kept: float) -> None:
    # G / g(0) = 2 kept / (1 - kept^2), so b = (4 kept^2 / (1 - kept^2)^2 n)^(1/3) for D = 2 g(0)^2
    best = (4.0 * kept**2 / (1.0 - kept**2) ** 2 * 50_000) ** (1.0 / 3.0)
    found = [block_length(autoregressive(kept, 50_000, seed)) for seed in range(5)]
    assert np.mean(found) == pytest.approx(best, rel=0.15)


def test_without_memory_blocks_are_short() -> None:
    assert block_length(Streams(1).generator("noise").standard_normal(5000)) < 8.0


def test_a_series_that_does_not_move_needs_no_blocks() -> None:
    assert block_length(np.ones(100)) == 1.0


def test_a_block_is_at_most_a_third_of_the_series() -> None:
    assert block_length(np.arange(40.0)) <= math.ceil(40 / 3)


def test_autocovariances_are_sums_of_products_over_the_whole_length() -> None:
    assert autocovariances(np.array([1.0, -1.0, 1.0, -1.0]), 2).tolist() == [1.0, -0.75, 0.5]
