"""Simulated prices against numbers that others published: European calls under Heston, and Merton's moments.

Heston: Broadie and Kaya (2006), Exact simulation of stochastic volatility, tables 1 and 2 (6.8061 and 34.9998); Andersen (2008), Simple and efficient
simulation of the Heston model, cases I to III. All violate Feller's condition. Means are compared within four standard errors over fixed
seeds, with the bias that Andersen's tables leave to the scheme at these steps.
"""

import math

import numpy as np
import pytest

from firesale.market.arrays import FloatArray
from firesale.market.options.black_scholes import Conditions, Europeans
from firesale.market.options.merton import Jumps, jump_values
from firesale.market.prices.base import PriceProcess
from firesale.market.prices.heston import Heston
from firesale.market.prices.merton import MertonJumpDiffusion
from firesale.market.streams import Streams

YEAR = 365 * 86_400.0
MANY = ["USD", *(f"A{i}" for i in range(400))]


def final_prices(process: PriceProcess, years: float, steps: int, seeds: int) -> FloatArray:
    """Last price over the first one of 400 independent assets in each seed."""
    times = np.linspace(0.0, years * YEAR, steps + 1)
    ones = np.ones(len(MANY))
    return np.concatenate([process.paths(MANY, ones, times, Streams(seed))[-1, 1:] for seed in range(seeds)])


def heston(*, reversion: float, deviation: float, leverage: float, long_run: float, now: float, rate: float) -> Heston:
    return Heston(
        drift=rate,
        volatility=math.sqrt(long_run),
        reversion=reversion,
        variance_deviation=deviation,
        leverage=leverage,
        initial_ratio=math.sqrt(now / long_run),
    )


BROADIE_KAYA = heston(reversion=6.21, deviation=0.61, leverage=-0.7, long_run=0.019, now=0.010201, rate=0.0319)
BROADIE_KAYA_2 = heston(reversion=2.0, deviation=1.0, leverage=-0.3, long_run=0.09, now=0.09, rate=0.05)
CASE_1 = heston(reversion=0.5, deviation=1.0, leverage=-0.9, long_run=0.04, now=0.04, rate=0.0)
CASE_2 = heston(reversion=0.3, deviation=0.9, leverage=-0.5, long_run=0.04, now=0.04, rate=0.0)
CASE_3 = heston(reversion=1.0, deviation=1.0, leverage=-0.3, long_run=0.09, now=0.09, rate=0.05)


@pytest.mark.parametrize(
    ("process", "rate", "years", "calls"),
    [
        (BROADIE_KAYA, 0.0319, 1.0, {100.0: 6.8061}),
        (BROADIE_KAYA_2, 0.05, 5.0, {100.0: 34.9998}),
        (CASE_1, 0.0, 10.0, {60.0: 44.330, 100.0: 13.085, 140.0: 0.296}),
        (CASE_2, 0.0, 15.0, {60.0: 45.287, 100.0: 16.649, 140.0: 5.138}),
        (CASE_3, 0.05, 5.0, {60.0: 56.575, 100.0: 33.597, 140.0: 18.157}),
    ],
    ids=["Broadie-Kaya 1", "Broadie-Kaya 2", "Andersen I", "Andersen II", "Andersen III"],
)
def test_calls_cost_what_was_published(process: Heston, rate: float, years: float, calls: dict[float, float]) -> None:
    prices = 100.0 * final_prices(process, years, round(8 * years), 100)
    for strike, published in calls.items():
        payoffs = math.exp(-rate * years) * np.maximum(prices - strike, 0.0)
        error = payoffs.std() / math.sqrt(len(payoffs))
        assert payoffs.mean() == pytest.approx(published, abs=4.0 * error + 0.03)


def test_merton_s_cumulants() -> None:
    """Cont and Tankov, Financial Modelling with Jump Processes, table 4.3.

    Variance s2 + l d2 + l m2, third l (3 d2 m + m3), fourth l (3 d4 + 6 m2 d2 + m4).
    """
    rate, mean, deviation, volatility, years = 12.0, -0.06, 0.05, 0.4, 0.5
    process = MertonJumpDiffusion(
        volatility=volatility, intensity=rate, mean_log_jump=mean, log_jump_deviation=deviation
    )
    found = np.log(final_prices(process, years, 4, 120))
    expected = years * (-(volatility**2) / 2 - rate * math.expm1(mean + deviation**2 / 2) + rate * mean)
    variance = years * (volatility**2 + rate * deviation**2 + rate * mean**2)
    third = years * rate * (3 * deviation**2 * mean + mean**3)
    fourth = years * rate * (3 * deviation**4 + 6 * mean**2 * deviation**2 + mean**4)
    count, away = len(found), found - expected
    assert found.mean() == pytest.approx(expected, abs=4 * math.sqrt(variance / count))
    assert (away**2).mean() == pytest.approx(variance, abs=4 * (away**2).std() / math.sqrt(count))
    assert (away**3).mean() == pytest.approx(third, abs=4 * (away**3).std() / math.sqrt(count))
    assert (away**4).mean() - 3 * variance**2 == pytest.approx(fourth, abs=4 * (away**4).std() / math.sqrt(count))


@pytest.mark.parametrize(("part", "intensity", "years", "printed"), [(0.25, 1.0, 0.5, 8.95), (0.75, 1.0, 0.25, 5.08)])
def test_paths_cost_what_haugs_table_of_jump_diffusion_says(
    part: float, intensity: float, years: float, printed: float
) -> None:
    """`part` of a variance of .0625 comes from jumps whose mean relative size is nothing; 8 %, at the money at 100."""
    deviation = 0.25 * math.sqrt(part / intensity)
    mean, volatility = -(deviation**2) / 2.0, 0.25 * math.sqrt(1.0 - part)
    process = MertonJumpDiffusion(0.08, volatility, 0.0, intensity, mean, deviation, common_jumps=0.0)
    payoffs = math.exp(-0.08 * years) * np.maximum(100.0 * final_prices(process, years, 2, 80) - 100.0, 0.0)
    error = payoffs.std() / math.sqrt(len(payoffs))
    exact = jump_values(
        Europeans(np.array([True]), np.array([100.0]), np.array([years])),
        Conditions(100.0, volatility, 0.08, 0.08),
        Jumps(intensity, mean, deviation),
    )[0]
    assert exact == pytest.approx(printed, abs=0.01)
    assert payoffs.mean() == pytest.approx(exact, abs=4.0 * error)
