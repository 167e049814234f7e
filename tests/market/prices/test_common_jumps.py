"""Moments are compared with closed forms within three standard errors, over fixed seeds."""

import math

import numpy as np
import pytest

from firesale.market.arrays import FloatArray
from firesale.market.errors import BadValueError
from firesale.market.prices.common_jumps import CommonJumpDiffusion
from firesale.market.prices.geometric_brownian import GeometricBrownian
from firesale.market.streams import Streams

ASSETS = ["USD", "ETH", "BTC"]
INITIAL = np.array([1.0, 2000.0, 30_000.0])
YEAR = 365 * 86_400.0
SEEDS = 4000
ROOT = math.sqrt(SEEDS)
PROCESS = CommonJumpDiffusion(
    drift=0.1,
    volatility={"ETH": 0.3, "BTC": 0.2},
    correlation=0.5,
    intensity=3.0,
    participation={"ETH": 0.8, "BTC": 0.5},
    mean_log_jump={"ETH": -0.2, "BTC": -0.1},
    log_jump_deviation={"ETH": 0.1, "BTC": 0.05},
    jump_correlation=0.6,
    own_intensity={"BTC": 2.0},
    own_mean_log_jump={"BTC": 0.05},
    own_log_jump_deviation={"BTC": 0.02},
)
# Per year, of the log price: volatility^2 + intensity * participation * E[size^2] + the same of own jumps.
VARIANCE_ETH = 0.09 + 3.0 * 0.8 * (0.04 + 0.01)  # 0.21
VARIANCE_BTC = 0.04 + 3.0 * 0.5 * (0.01 + 0.0025) + 2.0 * (0.0025 + 0.0004)  # 0.06455
# 0.5 * 0.3 * 0.2 of the diffusion, and 3 * 0.8 * 0.5 * (0.2 * 0.1 + 0.6 * 0.1 * 0.05) of jumps that hit both
COVARIANCE = 0.03 + 1.2 * (0.02 + 0.003)  # 0.0576


@pytest.fixture(scope="module")
def log_growth() -> FloatArray:
    times = np.array([0.0, 0.3 * YEAR, YEAR])
    return np.array(
        [np.log(PROCESS.paths(ASSETS, INITIAL, times, Streams(seed))[-1] / INITIAL) for seed in range(SEEDS)]
    )


def test_the_drift_makes_up_for_all_jumps(log_growth: FloatArray) -> None:
    growth = np.exp(log_growth)
    for asset in (1, 2):
        assert growth[:, asset].mean() == pytest.approx(math.exp(0.1), abs=3 * growth[:, asset].std() / ROOT)


def test_variances_are_those_of_diffusion_and_jumps(log_growth: FloatArray) -> None:
    for asset, variance in ((1, VARIANCE_ETH), (2, VARIANCE_BTC)):
        # fourth moments of jumps add less than a tenth to the error of a normal sample's variance
        assert log_growth[:, asset].var() == pytest.approx(variance, abs=3.5 * variance * math.sqrt(2.0) / ROOT)


def test_jumps_that_hit_both_assets_tie_them_together(log_growth: FloatArray) -> None:
    measured = np.cov(log_growth[:, 1], log_growth[:, 2])[0, 1]
    error = math.sqrt(VARIANCE_ETH * VARIANCE_BTC + COVARIANCE**2) / ROOT
    assert measured == pytest.approx(COVARIANCE, abs=3.5 * error)


def test_the_numeraire_does_not_jump(log_growth: FloatArray) -> None:
    assert np.all(log_growth[:, 0] == 0.0)


def test_a_jump_happens_at_the_same_moment_on_any_grid() -> None:
    process = CommonJumpDiffusion(volatility=1e-9, intensity=200.0, mean_log_jump=-0.01, log_jump_deviation=0.001)
    fine = process.paths(ASSETS, INITIAL, np.arange(1001, dtype=np.float64) * 86.4 * 365, Streams(5))
    coarse = process.paths(ASSETS, INITIAL, np.arange(11, dtype=np.float64) * 8640.0 * 365, Streams(5))
    assert np.allclose(fine[::100], coarse, rtol=1e-6)


def test_a_systemic_jump_hits_all_that_take_part_in_one_step() -> None:
    process = CommonJumpDiffusion(volatility=1e-9, intensity=50.0, mean_log_jump=-0.3, log_jump_deviation=0.0)
    steps = np.diff(
        np.log(process.paths(ASSETS, INITIAL, np.arange(8761, dtype=np.float64) * 3600.0, Streams(2))), axis=0
    )
    jumped = steps < -0.2
    assert jumped[:, 1].sum() > 20
    assert np.array_equal(jumped[:, 1], jumped[:, 2])


def test_without_jumps_it_is_geometric_brownian_motion_to_the_last_bit() -> None:
    times = np.arange(100, dtype=np.float64) * 3600.0
    calm = CommonJumpDiffusion(drift=0.1, volatility=0.5, correlation=0.6, intensity=0.0)
    brownian = GeometricBrownian(drift=0.1, volatility=0.5, correlation=0.6)
    assert np.array_equal(
        calm.paths(ASSETS, INITIAL, times, Streams(4)), brownian.paths(ASSETS, INITIAL, times, Streams(4))
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("intensity", -1.0),
        ("participation", 1.5),
        ("own_intensity", {"ETH": -2.0}),
        ("own_log_jump_deviation", -0.1),
        ("jump_correlation", {"ETH,BTC": 1.0}),
    ],
)
def test_numbers_that_make_no_process_are_refused_with_their_key(field: str, value: float | dict[str, float]) -> None:
    with pytest.raises(BadValueError, match=rf"^CommonJumpDiffusion\.{field}"):
        CommonJumpDiffusion(**{field: value})  # type: ignore[arg-type]
