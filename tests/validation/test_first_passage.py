"""A time step is a model choice: how often a health factor of 1.25 falls to 1 within 30 days depends on how often one looks.

Driftless geometric Brownian motion, 100 % volatility. Values at looks from an independent simulation with the error given here; the
continuous value is that of the reflection principle, the shift that of
Broadie, Glasserman and Kou (1997), A continuity correction for discrete barrier options.
"""

import math
from statistics import NormalDist

import numpy as np
import pytest

from firesale.market.calendar import SECONDS_PER_YEAR
from firesale.market.prices.diffusion import Diffusion
from firesale.market.streams import Streams

HEALTH, VOLATILITY, DAYS = 1.25, 1.0, 30
CONTINUOUS = 0.485648
SHIFT = 0.5826


def breached(looks_per_day: int, windows: int) -> float:
    """Part of the windows of 30 days in which the price has fallen by 1 - 1 / 1.25 at one of the looks."""
    steps, found = DAYS * looks_per_day, 0
    batch = max(1, 3_000_000 // steps)
    for seed in range(-(-windows // batch)):
        times = np.arange(batch * steps + 1, dtype=np.float64) * (86_400.0 / looks_per_day)
        returns = Diffusion("GBM", 0.0, VOLATILITY, 0.0).log_returns(["USD", "ETH"], times, Streams(seed))[:, 1]
        lowest = np.cumsum(returns.reshape(batch, steps), axis=1).min(axis=1)
        found += int((lowest <= -math.log(HEALTH)).sum())
    return found / (batch * -(-windows // batch))


def continuous(barrier: float) -> float:
    """P(the log price falls by `barrier` within 30 days), by reflection."""
    years = DAYS * 86_400.0 / SECONDS_PER_YEAR
    deviation, drift = VOLATILITY * math.sqrt(years), -(VOLATILITY**2) / 2.0 * years
    normal = NormalDist().cdf
    return normal((-barrier - drift) / deviation) + math.exp(barrier) * normal((-barrier + drift) / deviation)


def test_looking_all_the_time_gives_the_closed_form() -> None:
    assert continuous(math.log(HEALTH)) == pytest.approx(CONTINUOUS, abs=1e-6)


@pytest.mark.parametrize(
    ("looks_per_day", "expected", "published", "windows"),
    [(1, 0.4282, 0.0015, 400_000), (24, 0.4750, 0.0016, 100_000)],
    ids=["daily", "hourly"],
)
def test_looking_now_and_then_misses_breaches(
    looks_per_day: int, expected: float, published: float, windows: int
) -> None:
    own = 3 * math.sqrt(expected * (1.0 - expected) / windows)
    measured = breached(looks_per_day, windows)
    assert measured == pytest.approx(expected, abs=published + own)
    step = VOLATILITY * math.sqrt(86_400.0 / looks_per_day / SECONDS_PER_YEAR)
    assert measured == pytest.approx(continuous(math.log(HEALTH) + SHIFT * step), abs=0.005 + own)
    assert measured < CONTINUOUS - own
