"""The table is VALIDATION V14: probability that a health factor falls to 1, a price without drift, watched all the time."""

import math

import numpy as np
import pytest

from firesale.market.calendar import SECONDS_PER_YEAR
from firesale.market.errors import BadValueError
from firesale.market.margin_engines.first_passage import FirstPassage
from firesale.market.margin_engines.forecast import Forecast
from firesale.market.options.merton import Jumps
from tests.market.margin_engines.seen import DAY, after, seen

TABLE = [
    (1.10, 1, 0.6, 0.002524),
    (1.10, 7, 0.6, 0.263496),
    (1.10, 30, 0.6, 0.607029),
    (1.25, 7, 0.6, 0.008090),
    (1.25, 7, 1.0, 0.119557),
    (1.25, 30, 0.6, 0.217023),
    (1.25, 30, 1.0, 0.485648),
    (4 / 3, 30, 0.6, 0.108771),
    (4 / 3, 30, 1.0, 0.362507),
    (1.50, 30, 1.0, 0.191363),
    (2.00, 30, 1.0, 0.021905),
]


def haircut(level: float, days: float, volatility: float, cost: float = 0.0) -> float:
    engine = FirstPassage(level=level, horizon=days * DAY, usual_volatility=np.array(volatility), cost=cost)
    return float(after(engine, seen(0.0, 100.0)).demand.haircut[0])


@pytest.mark.parametrize(("health", "days", "volatility", "probability"), TABLE)
def test_the_haircut_is_that_of_the_published_probability(
    health: float, days: float, volatility: float, probability: float
) -> None:
    assert 1.0 - haircut(probability, days, volatility) == pytest.approx(1.0 / health, abs=2e-5)


def test_what_closing_costs_comes_on_top() -> None:
    assert 1.0 - haircut(0.119557, 7, 1.0, cost=0.05) == pytest.approx(0.8 / 1.05, abs=2e-5)


def test_a_position_that_is_just_safe_is_lost_as_seldom_as_it_says() -> None:
    """A simulation that looks 2,000 times within the hour misses a few breaches between its looks, the engine none."""
    level, looks, paths = 0.02, 2_000, 20_000
    engine = FirstPassage(level=level, usual_volatility=np.array(1.5), cost=0.0)
    fall = -math.log(1.0 - float(after(engine, seen(0.0, 100.0)).demand.haircut[0]))
    step = 1.5 * math.sqrt(3600.0 / SECONDS_PER_YEAR / looks)
    rng, lost = np.random.default_rng(1), 0
    for _ in range(20):
        moves = rng.normal(-(step**2) / 2.0, step, (paths // 20, looks))
        lost += int((np.cumsum(moves, axis=1).min(axis=1) <= -fall).sum())
    error = 3.0 * math.sqrt(level / paths)
    assert lost / paths == pytest.approx(level, abs=error + 0.001)


def test_with_jumps_it_is_lost_at_most_as_often_as_it_says() -> None:
    level, paths = 0.01, 200_000
    jumps = Jumps(intensity=200.0, mean=-0.05, deviation=0.05)
    engine = FirstPassage(
        level=level, horizon=DAY / 24, cost=0.0, jump_intensity=200.0, jump_mean=-0.05, jump_deviation=0.05
    )
    fall = -math.log(1.0 - float(after(engine, seen(0.0, 100.0)).demand.haircut[0]))
    years, rng = DAY / 24 / SECONDS_PER_YEAR, np.random.default_rng(2)
    count = rng.poisson(jumps.intensity * years, paths)
    jumped = count * jumps.mean + np.sqrt(count) * jumps.deviation * rng.normal(size=paths)
    at_end = (jumps.drift - 0.32) * years + 0.8 * math.sqrt(years) * rng.normal(size=paths) + jumped
    lost = float((at_end <= -fall).mean())
    assert level / 2.5 < lost <= level


def test_jumps_ask_for_more() -> None:
    calm, jumpy = FirstPassage(), FirstPassage(jump_intensity=50.0, jump_mean=-0.1, jump_deviation=0.05)
    assert after(jumpy, seen(0.0, 1.0)).demand.haircut[0] > after(calm, seen(0.0, 1.0)).demand.haircut[0] + 0.05


def test_too_many_jumps_are_refused() -> None:
    with pytest.raises(
        BadValueError, match=r"FirstPassage.jump_intensity: received 100000000.0; allowed: at most 1000 exp"
    ):
        FirstPassage(jump_intensity=1e8)


def test_over_a_long_horizon_garch_goes_back_to_the_usual_volatility() -> None:
    """By hand: variance 0.64 a year usually, 2.56 now, nine tenths kept per hour: over a day 0.64 + 1.92 (1 - 0.9^24) / 2.4 = 1.376187."""
    engine = FirstPassage(usual_volatility=np.array(0.8), reaction=0.1, persistence=0.8, horizon=DAY)
    memory = Forecast(0.0, np.zeros(1), np.array([[2.56]]))
    assert engine.volatility_until(memory, DAY) == pytest.approx([math.sqrt(1.376187)], rel=1e-6)
    assert engine.volatility_until(memory, 3_600.0) == pytest.approx([1.6])
    assert engine.volatility_until(memory, 1e9) == pytest.approx([0.8], rel=1e-4)
    calm = FirstPassage(usual_volatility=np.array(math.sqrt(1.376187)), horizon=DAY)
    found = engine.ask(memory, np.array([0.2]), seen(0.0, 100.0)).haircut
    assert found == pytest.approx(after(calm, seen(0.0, 100.0)).demand.haircut, rel=1e-6)
    ewma = FirstPassage(usual_volatility=np.array(0.8), horizon=DAY)
    assert ewma.volatility_until(memory, DAY) == pytest.approx([1.6])
