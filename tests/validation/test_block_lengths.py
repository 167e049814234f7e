"""Block lengths of the stationary bootstrap against another program: `optimal_block_length` of the Python package arch (8.0.0).

On series anybody can make. Where it agrees to the digit the two find the same number of loud autocorrelations: arch counts one more than the
paper, and scales them a little differently.
"""

import numpy as np
import pytest

from firesale.experiments.calibration.block_length import block_length
from firesale.market.arrays import FloatArray
from firesale.market.prices.block_bootstrap import BlockBootstrap
from firesale.market.streams import Streams


def noise(count: int) -> FloatArray:
    steps = np.arange(count, dtype=np.float64)
    return np.asarray(np.sin(steps * steps * 0.37), dtype=np.float64)


def with_a_wave(count: int) -> FloatArray:
    return np.asarray(noise(count) + 0.5 * np.sin(0.05 * np.arange(count)), dtype=np.float64)


def swinging(count: int) -> FloatArray:
    steps = np.arange(count, dtype=np.float64)
    return np.cos(0.2 * steps) + np.sin(steps * steps * 0.11)


def wandering(count: int) -> FloatArray:
    return np.asarray(np.cumsum(noise(count)), dtype=np.float64)


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        (with_a_wave(100), 2.154592671054358),
        (with_a_wave(500), 32.97622351984264),
        (wandering(100), 14.342404397139322),
        (wandering(500), 35.784126442478616),
        (wandering(2000), 90.17715750694141),
        (swinging(500), 68.0),
        (swinging(2000), 82.23139398052872),
    ],
)
def test_the_length_is_that_of_arch(series: FloatArray, expected: float) -> None:
    assert block_length(series) == pytest.approx(expected, rel=1e-9)


def test_where_arch_finds_less_than_one_it_is_one() -> None:
    """arch: .478, .194 and .166."""
    assert [block_length(noise(count)) for count in (100, 500, 2000)] == [1.0, 1.0, 1.0]


def test_blocks_are_geometric_with_the_mean_that_was_asked_for() -> None:
    """Politis and Romano (1994): a new block begins with probability 1 / mean, so lengths have the mean b and the variance b (b - 1)."""
    history = np.arange(10_000, dtype=np.float64)
    process = BlockBootstrap(returns={"ETH": tuple(history * 1e-9)}, spacing=3600.0, block_length=12.0)
    times: FloatArray = np.arange(200_001, dtype=np.float64) * 3600.0
    path = np.log(process.paths(["USD", "ETH"], np.ones(2), times, Streams(7))[:, 1])
    rows = np.rint(np.diff(path) * 1e9)
    new = np.flatnonzero((np.diff(rows) != 1.0) & (np.diff(rows) != -9_999.0))
    lengths = np.diff(new)
    error = np.sqrt(12.0 * 11.0 / len(lengths))
    assert lengths.mean() == pytest.approx(12.0, abs=4.0 * error)
    assert lengths.var() == pytest.approx(132.0, rel=0.05)
