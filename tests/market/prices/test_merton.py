"""Moments are compared with closed forms within three standard errors, over fixed seeds."""

import math
from functools import cache

import numpy as np
import pytest

from firesale.market.arrays import FloatArray
from firesale.market.errors import BadValueError
from firesale.market.prices.geometric_brownian import GeometricBrownian
from firesale.market.prices.merton import MertonJumpDiffusion
from firesale.market.streams import Streams

ASSETS = ["USD", "ETH", "BTC"]
INITIAL = np.array([1.0, 2000.0, 30_000.0])
YEAR = 365 * 86_400.0
SEEDS = 2000
ROOT = math.sqrt(SEEDS)

# Sum of a Poisson number of normal jumps, mean 3 a year, each with mean -0.2 and deviation 0.1:
VARIANCE = 0.3**2 + 3.0 * (0.2**2 + 0.1**2)  # 0.09 + 0.15 = 0.24
EXPECTED_JUMP = math.exp(-0.2 + 0.005) - 1.0  # -0.1771653


def process(common_jumps: float) -> MertonJumpDiffusion:
    return MertonJumpDiffusion(
        drift=0.1,
        volatility=0.3,
        intensity=3.0,
        mean_log_jump=-0.2,
        log_jump_deviation=0.1,
        common_jumps=common_jumps,
    )


@cache
def growth_in_a_year(common_jumps: float) -> FloatArray:
    """Price after a year over the initial one, shape (SEEDS, 3)."""
    merton, times = process(common_jumps), np.array([0.0, YEAR])
    return np.array([merton.paths(ASSETS, INITIAL, times, Streams(seed))[1] / INITIAL for seed in range(SEEDS)])


@pytest.fixture(scope="module", params=[0.0, 0.5, 1.0], ids=["own jumps", "half shared", "all shared"])
def growth(request: pytest.FixtureRequest) -> FloatArray:
    return growth_in_a_year(request.param)


def test_the_drift_makes_up_for_the_jumps(growth: FloatArray) -> None:
    # E[growth^2] = exp(2 drift + volatility^2 + intensity E[(exp(jump) - 1)^2])
    squared_jump = math.exp(-0.4 + 0.02) - 2.0 * math.exp(-0.2 + 0.005) + 1.0
    error = math.exp(0.1) * math.sqrt(math.expm1(0.09 + 3.0 * squared_jump)) / ROOT
    assert growth[:, 1].mean() == pytest.approx(math.exp(0.1), abs=3 * error)
    assert growth[:, 2].mean() == pytest.approx(math.exp(0.1), abs=3 * error)


def test_the_mean_log_return_is_that_of_the_closed_form(growth: FloatArray) -> None:
    expected = 0.1 - 0.045 - 3.0 * EXPECTED_JUMP - 3.0 * 0.2
    assert np.log(growth[:, 1]).mean() == pytest.approx(expected, abs=3 * math.sqrt(VARIANCE) / ROOT)


def test_the_variance_of_the_log_return_is_the_diffusion_plus_the_jumps(growth: FloatArray) -> None:
    # fourth cumulant of the jumps: intensity E[jump^4] = 3 (0.2^4 + 6 0.2^2 0.1^2 + 3 0.1^4) = 0.0129
    error = math.sqrt(0.0129 + 2.0 * VARIANCE**2) / ROOT
    assert np.log(growth[:, 1]).var() == pytest.approx(VARIANCE, abs=3 * error)


def test_downward_jumps_skew_the_log_returns_downward(growth: FloatArray) -> None:
    # third cumulant: intensity E[jump^3] = -3 (0.2^3 + 3 0.2 0.1^2) = -0.042
    centred = np.log(growth[:, 1]) - np.log(growth[:, 1]).mean()
    error = math.sqrt(15.0 * VARIANCE**3) / ROOT
    assert (centred**3).mean() == pytest.approx(-0.042, abs=4 * error)


def test_the_numeraire_does_not_jump(growth: FloatArray) -> None:
    assert np.all(growth[:, 0] == 1.0)


def test_jumps_that_are_shared_make_assets_fall_together() -> None:
    # with independent sizes only the count is shared: covariance = intensity * mean^2 = 3 * 0.04 = 0.12
    shared, own = np.log(growth_in_a_year(1.0)), np.log(growth_in_a_year(0.0))
    assert np.corrcoef(shared[:, 1], shared[:, 2])[0, 1] == pytest.approx(0.12 / VARIANCE, abs=4 / ROOT)
    assert np.corrcoef(own[:, 1], own[:, 2])[0, 1] == pytest.approx(0.0, abs=3 / ROOT)


def test_without_jumps_it_is_geometric_brownian_motion_to_the_last_bit() -> None:
    times = np.arange(100, dtype=np.float64) * 3600.0
    calm = MertonJumpDiffusion(drift=0.1, volatility=0.5, correlation=0.6, intensity=0.0)
    brownian = GeometricBrownian(drift=0.1, volatility=0.5, correlation=0.6)
    assert np.array_equal(
        calm.paths(ASSETS, INITIAL, times, Streams(4)), brownian.paths(ASSETS, INITIAL, times, Streams(4))
    )


def test_an_asset_without_volatility_does_not_jump_although_the_jump_is_for_all() -> None:
    merton = MertonJumpDiffusion(volatility={"ETH": 0.5}, intensity=1000.0)
    paths = merton.paths(ASSETS, INITIAL, np.arange(10, dtype=np.float64) * YEAR / 100, Streams(1))
    assert np.all(paths[:, 2] == 30_000.0)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("intensity", -1.0),
        ("common_jumps", 1.5),
        ("log_jump_deviation", {"ETH": -0.1}),
        ("mean_log_jump", float("inf")),
        ("volatility", -0.1),
    ],
)
def test_numbers_that_make_no_process_are_refused_with_their_key(field: str, value: float | dict[str, float]) -> None:
    with pytest.raises(BadValueError, match=rf"^MertonJumpDiffusion\.{field}"):
        MertonJumpDiffusion(**{field: value})  # type: ignore[arg-type]
