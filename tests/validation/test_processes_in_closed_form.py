"""Simulated laws against closed forms: a pegged price, common jumps, regimes, and how probable a fall is.

Uhlenbeck and Ornstein: variance s2 (1 - exp(-2 k t)) / (2 k). Jumps of two assets: Duffie and Pan (2001). The stationary law of a Markov chain is
the null space of its generator. First passage with jumps: a Brownian bridge between jumps, on a fine grid (Metwally and Atiya 2002).
"""

import math

import numpy as np
import pytest
from scipy.linalg import null_space

from firesale.market.arrays import FloatArray
from firesale.market.options.breach import breach_probability, fall_with_probability
from firesale.market.options.jump_breach import fall_with_jumps, jump_breach_bound
from firesale.market.options.merton import Jumps
from firesale.market.prices.common_jumps import CommonJumpDiffusion
from firesale.market.prices.peg import Peg
from firesale.market.prices.regime_chain import RegimeChain
from firesale.market.streams import Streams

YEAR = 365 * 86_400.0
MANY = ["USD", *(f"A{i}" for i in range(200))]


def test_a_peg_has_the_variance_and_the_covariance_of_ornstein_and_uhlenbeck() -> None:
    peg, times = Peg(reversion=20.0, volatility=0.1), np.array([0.0, 0.01, 0.05, 0.5])
    paths = [peg.paths(MANY, np.ones(201), times * YEAR, Streams(seed))[1:, 1:] for seed in range(80)]
    found = np.log(np.concatenate(paths, axis=1))
    variance = 0.01 / 40.0 * -np.expm1(-40.0 * times[1:])
    error = 4.0 * math.sqrt(2.0 / found.shape[1])
    assert found.var(axis=1) == pytest.approx(variance, rel=error)
    assert float((found[0] * found[1]).mean()) == pytest.approx(variance[0] * math.exp(-20.0 * 0.04), rel=2.5 * error)


def test_common_jumps_have_the_variance_and_the_covariance_of_their_parts() -> None:
    process = CommonJumpDiffusion(
        volatility=0.4,
        correlation=0.5,
        intensity=20.0,
        participation=0.7,
        mean_log_jump=-0.04,
        log_jump_deviation=0.03,
        jump_correlation=0.6,
        own_intensity=5.0,
        own_mean_log_jump=0.01,
        own_log_jump_deviation=0.02,
    )
    years, times = 0.25, np.array([0.0, 0.25 * YEAR])
    seeds = range(4_000)
    found = np.array(
        [np.log(process.paths(["USD", "ETH", "BTC"], np.ones(3), times, Streams(s))[1, 1:]) for s in seeds]
    )
    variance = years * (0.4**2 + 20 * 0.7 * (0.04**2 + 0.03**2) + 5 * (0.01**2 + 0.02**2))
    covariance = years * (0.5 * 0.4**2 + 20 * 0.7**2 * (0.04**2 + 0.6 * 0.03**2))
    error = 4.0 * math.sqrt(3.0 / len(found))
    assert found.var(axis=0) == pytest.approx([variance, variance], rel=error)
    assert float(np.cov(found.T)[0, 1]) == pytest.approx(covariance, rel=2 * error)
    assert np.exp(found).mean(axis=0) == pytest.approx([1.0, 1.0], abs=4 * math.sqrt(variance / len(found)))


def test_regimes_rule_as_long_as_the_null_space_of_the_generator_says() -> None:
    rates = np.array([[0.0, 12.0, 3.0], [180.0, 0.0, 20.0], [5.0, 50.0, 0.0]])
    vector = null_space((rates - np.diag(rates.sum(axis=1))).T)[:, 0]
    assert RegimeChain(rates).long_run_shares() == pytest.approx(vector / vector.sum(), rel=1e-9)


def simulated_breach(fall: float, volatility: float, years: float, jumps: Jumps, paths: int = 40_000) -> float:
    """Probability of a fall at any moment: bridges between the ends of 200 steps, jumps at the ends."""
    chance, steps = np.random.default_rng(3), 200
    step = years / steps
    drift = (-(volatility**2) / 2 + jumps.drift) * step
    here, lowest = np.zeros(paths), np.zeros(paths)
    for _ in range(steps):
        moved = drift + volatility * math.sqrt(step) * chance.standard_normal(paths)
        dip = np.sqrt(moved**2 - 2 * volatility**2 * step * np.log(chance.random(paths)))
        lowest = np.minimum(lowest, here + (moved - dip) / 2)
        count = chance.poisson(jumps.intensity * step, paths)
        here = here + moved + count * jumps.mean + np.sqrt(count) * jumps.deviation * chance.standard_normal(paths)
        lowest = np.minimum(lowest, here)
    return float((lowest <= -fall).mean())


@pytest.mark.parametrize(("fall", "volatility", "days"), [(0.05, 0.8, 1.0), (0.2, 1.0, 30.0), (0.01, 0.5, 1 / 24)])
def test_without_jumps_a_fine_simulation_finds_the_probability(fall: float, volatility: float, days: float) -> None:
    years = days / 365.0
    expected = float(breach_probability(fall, -(volatility**2) / 2, volatility, years))
    found = simulated_breach(fall, volatility, years, Jumps(0.0, 0.0, 0.0))
    assert found == pytest.approx(expected, abs=4 * math.sqrt(expected * (1 - expected) / 40_000))
    inverse = float(fall_with_probability(expected, -(volatility**2) / 2, volatility, years))
    assert inverse == pytest.approx(fall, rel=1e-9)


@pytest.mark.parametrize(
    ("fall", "volatility", "days", "jumps", "most"),
    [
        (0.1, 0.8, 1.0, Jumps(50.0, -0.05, 0.03), 2.0),
        (0.15, 0.8, 1.0, Jumps(300.0, -0.03, 0.02), 3.5),
        (0.3, 0.5, 30.0, Jumps(4.0, -0.1, 0.1), 2.0),
        (0.06, 0.8, 1 / 24, Jumps(100.0, 0.0, 0.05), 2.5),
    ],
)
def test_with_jumps_the_bound_lies_above_a_fine_simulation_and_not_far(
    fall: float, volatility: float, days: float, jumps: Jumps, most: float
) -> None:
    """At most twice the truth where one jump is what matters; more where several come together (300 a year, of 3 % each)."""
    years = days / 365.0
    found = simulated_breach(fall, volatility, years, jumps)
    bound = float(jump_breach_bound(np.array([fall]), -(volatility**2) / 2 + jumps.drift, volatility, years, jumps)[0])
    error = 4 * math.sqrt(found / 40_000)
    assert found - error <= bound <= most * (found + error)
    volatilities: FloatArray = np.array([volatility])
    assert (
        simulated_breach(float(fall_with_jumps(bound, volatilities, years, jumps)[0]), volatility, years, jumps)
        <= bound
    )
