"""The variance's moments are exact whatever the step; the shared part of the return is a martingale."""

import math

import numpy as np
import pytest

from firesale.market.arrays import FloatArray
from firesale.market.prices.quadratic_exponential import SquareRoot
from firesale.market.streams import Streams

PATHS = 200_000


def process(deviation: float, leverage: float = -0.7, reversion: float = 4.0, long_run: float = 0.09) -> SquareRoot:
    return SquareRoot(*(np.full(PATHS, number) for number in (long_run, reversion, deviation, leverage)))


def shocks(step: int) -> FloatArray:
    return Streams(11).generator("step", step).standard_normal(PATHS)


@pytest.mark.parametrize("deviation", [0.3, 2.5], ids=["narrow", "often at zero"])
def test_mean_and_variance_after_several_steps_are_those_of_the_square_root_process(deviation: float) -> None:
    variance, years = np.full(PATHS, 0.16), 0.1
    for step in range(5):
        variance = process(deviation).step(variance, years, shocks(step)).next_variance
    kept = math.exp(-4.0 * 0.5)
    mean = 0.09 + (0.16 - 0.09) * kept
    spread = deviation**2 / 4.0 * (1.0 - kept) * (0.16 * kept + 0.09 * (1.0 - kept) / 2.0)
    assert variance.mean() == pytest.approx(mean, abs=3 * math.sqrt(spread / PATHS))
    fourth = float(((variance - variance.mean()) ** 4).mean())
    assert variance.var() == pytest.approx(spread, abs=3 * math.sqrt((fourth - spread**2) / PATHS))
    assert variance.min() >= 0.0


def test_deviations_fade_at_the_speed_of_reversion() -> None:
    # in the long run the autocorrelation of the variance over h years is exp(-reversion h)
    variance, series = np.full(PATHS, 0.09), []
    for step in range(30):
        variance = process(0.6).step(variance, 0.05, shocks(step)).next_variance
        series.append(variance)
    measured = np.corrcoef(series[-1], series[-5])[0, 1]
    assert measured == pytest.approx(math.exp(-4.0 * 0.2), abs=0.01)


@pytest.mark.parametrize("deviation", [0.0, 0.3, 2.5, 20.0])
@pytest.mark.parametrize("leverage", [-0.9, 0.0, 0.6])
def test_the_exponential_of_the_shared_return_has_mean_one(deviation: float, leverage: float) -> None:
    moved = process(deviation, leverage).step(np.full(PATHS, 0.16), 0.02, shocks(1))
    growth = np.exp(moved.shared_return)
    assert growth.mean() == pytest.approx(1.0, abs=3.5 * max(growth.std() / math.sqrt(PATHS), 1e-12))


def test_the_shared_return_has_the_squared_leverage_as_its_part_of_the_variance() -> None:
    moved = process(0.3).step(np.full(PATHS, 0.16), 0.01, shocks(1))
    expected = 0.49 * moved.integrated.mean()
    assert moved.shared_return.var() == pytest.approx(expected, rel=0.02)


def test_a_variance_without_chance_reverts_on_its_own() -> None:
    moved = process(0.0).step(np.full(PATHS, 0.16), 0.5, shocks(1))
    assert moved.next_variance == pytest.approx(0.09 + 0.07 * math.exp(-2.0))
    assert moved.integrated == pytest.approx(0.09 * 0.5 + 0.07 * (1.0 - math.exp(-2.0)) / 4.0)
