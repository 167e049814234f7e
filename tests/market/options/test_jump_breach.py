import math

import numpy as np
import pytest

from firesale.market.options.breach import breach_probability
from firesale.market.options.jump_breach import fall_with_jumps, jump_breach_bound
from firesale.market.options.merton import Jumps

PATHS, LOOKS = 20_000, 400


def ever_fallen(drift: float, volatility: float, years: float, jumps: Jumps) -> np.ndarray:
    """Largest falls of simulated paths, (paths,)."""
    rng, step, found = np.random.default_rng(4), years / LOOKS, []
    for _ in range(10):
        size = (PATHS // 10, LOOKS)
        count = rng.poisson(jumps.intensity * step, size)
        moves = rng.normal(drift * step, volatility * math.sqrt(step), size)
        moves += count * jumps.mean + np.sqrt(count) * jumps.deviation * rng.normal(size=size)
        found.append(-np.cumsum(moves, axis=1).min(axis=1))
    return np.concatenate(found)


@pytest.mark.parametrize("mean", [-0.15, 0.0, 0.1])
@pytest.mark.parametrize("intensity", [2.0, 30.0])
def test_it_is_never_below_a_simulation_and_at_most_about_twice_it(mean: float, intensity: float) -> None:
    jumps, volatility, years = Jumps(intensity, mean, 0.1), 0.6, 0.05
    drift = -(volatility**2) / 2.0 + jumps.drift
    largest = ever_fallen(drift, volatility, years, jumps)
    for fall in (0.1, 0.2, 0.3, 0.4):
        simulated = float((largest >= fall).mean())
        bound = float(jump_breach_bound(np.array([fall]), drift, volatility, years, jumps)[0])
        error = 3.0 * math.sqrt(simulated / PATHS)
        assert simulated - error <= bound
        if mean <= 0.0 and intensity < 10.0:
            assert bound <= 2.0 * (simulated + error) + 1e-3


def test_without_jumps_it_is_exact() -> None:
    fall = np.array([0.05, 0.2, 0.5])
    exact = breach_probability(fall, -0.18, 0.6, 0.1)
    assert jump_breach_bound(fall, -0.18, 0.6, 0.1, Jumps(0.0, -0.5, 0.1)) == pytest.approx(exact, rel=1e-15)


def test_the_fall_is_the_inverse_of_the_bound() -> None:
    jumps, volatility = Jumps(20.0, -0.1, 0.05), np.array([0.5, 1.0])
    fall = fall_with_jumps(0.003, volatility, 0.01, jumps)
    drift = -np.square(volatility) / 2.0 + jumps.drift
    assert jump_breach_bound(fall, drift, volatility, 0.01, jumps) == pytest.approx([0.003, 0.003], rel=1e-9)
