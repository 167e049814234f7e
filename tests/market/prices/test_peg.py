"""Moments are compared with closed forms within three standard errors, over fixed seeds."""

import math

import numpy as np
import pytest

from firesale.market.arrays import FloatArray
from firesale.market.errors import BadValueError
from firesale.market.prices.geometric_brownian import GeometricBrownian
from firesale.market.prices.peg import Peg
from firesale.market.streams import Streams

MANY = ["USD", *(f"A{i}" for i in range(200))]
ONES = np.ones(len(MANY))
YEAR = 365 * 86_400.0


def deviations(process: Peg, times: FloatArray, seeds: int = 20) -> FloatArray:
    """Log prices of 200 independent assets in each seed, shape (t, 200 seeds)."""
    return np.concatenate(
        [np.log(process.paths(MANY, ONES, times, Streams(seed))[:, 1:]) for seed in range(seeds)], axis=1
    )


def test_deviations_have_the_variance_of_an_ornstein_uhlenbeck_process_at_any_spacing() -> None:
    process = Peg(reversion=50.0, volatility=0.2)
    uneven = deviations(process, np.array([0.0, 0.001, 0.03, 0.05]) * YEAR)
    for row, years in ((1, 0.001), (3, 0.05)):
        variance = 0.04 * -math.expm1(-100.0 * years) / 100.0
        assert uneven[row].var() == pytest.approx(variance, abs=3 * variance * math.sqrt(2.0 / uneven.shape[1]))
        assert uneven[row].mean() == pytest.approx(0.0, abs=3 * math.sqrt(variance / uneven.shape[1]))


def test_what_is_left_of_a_deviation_falls_exponentially() -> None:
    process = Peg(reversion=50.0, volatility=0.2)
    late = deviations(process, np.array([0.0, 0.2, 0.22]) * YEAR)
    measured = np.corrcoef(late[1], late[2])[0, 1]
    kept = math.exp(-50.0 * 0.02)
    assert measured == pytest.approx(kept, abs=3 * (1.0 - kept**2) / math.sqrt(late.shape[1]))


def test_a_price_that_starts_off_its_target_comes_back_to_it() -> None:
    process = Peg(reversion={"ETH": 100.0}, volatility={"ETH": 1e-9}, target={"ETH": 1.0})
    times = np.array([0.0, math.log(2.0) / 100.0 * YEAR, YEAR])
    prices = process.paths(["USD", "ETH"], np.array([1.0, 0.81]), times, Streams(1))[:, 1]
    assert prices == pytest.approx([0.81, 0.9, 1.0])


def test_with_a_tiny_reversion_it_is_a_random_walk() -> None:
    times = np.arange(100, dtype=np.float64) * 3600.0
    loose = Peg(reversion=1e-9, volatility=0.05, correlation=0.4)
    brownian = GeometricBrownian(drift=0.05**2 / 2.0, volatility=0.05, correlation=0.4)
    assets, initial = ["USD", "USDT", "DAI"], np.array([1.0, 1.0, 0.99])
    one, other = (process.paths(assets, initial, times, Streams(4)) for process in (loose, brownian))
    assert np.allclose(one, other, rtol=1e-9)


def test_an_asset_without_reversion_is_a_geometric_brownian_motion_with_a_drift() -> None:
    times = np.arange(100, dtype=np.float64) * 3600.0
    assets, initial = ["USD", "DAI", "ETH"], np.array([1.0, 1.0, 2000.0])
    peg = Peg(reversion={"DAI": 50.0}, volatility={"DAI": 0.05, "ETH": 0.8}, drift={"ETH": 0.3}, correlation=0.2)
    brownian = GeometricBrownian(drift={"ETH": 0.3}, volatility={"DAI": 0.05, "ETH": 0.8}, correlation=0.2)
    one, other = (process.paths(assets, initial, times, Streams(4)) for process in (peg, brownian))
    assert np.array_equal(one[:, 2], other[:, 2])


def test_jumps_throw_it_off_by_their_size_times_rate_over_reversion() -> None:
    # shot noise: mean = rate size / reversion, variance = rate E[size^2] / (2 reversion), besides that of the diffusion
    process = Peg(reversion=50.0, volatility=0.01, intensity=200.0, mean_log_jump=-0.03, log_jump_deviation=0.01)
    late = deviations(process, np.array([0.0, 0.15, 0.3]) * YEAR)[-1]
    variance = 0.0001 / 100.0 + 200.0 * (0.0009 + 0.0001) / 100.0
    assert late.mean() == pytest.approx(-0.12, abs=3 * math.sqrt(variance / late.size))
    assert late.var() == pytest.approx(variance, rel=0.1)


def test_a_jump_fades_by_the_moment_at_which_it_came_whatever_the_grid_is() -> None:
    process = Peg(reversion=300.0, volatility=1e-9, intensity=300.0)
    fine = process.paths(["USD", "DAI"], np.ones(2), np.arange(1001, dtype=np.float64) * 3600.0, Streams(5))
    coarse = process.paths(["USD", "DAI"], np.ones(2), np.arange(11, dtype=np.float64) * 360_000.0, Streams(5))
    assert np.allclose(fine[::100], coarse, rtol=1e-6)


@pytest.mark.parametrize(
    ("process", "told"),
    [
        (Peg(reversion={"DAI": 5.0}, drift={"DAI": 0.1}), r"^Peg\.drift\.DAI.*as the asset has a peg"),
        (Peg(reversion={"DAI": 5.0}, target={"ETH": 1.0}), r"^Peg\.target\.ETH.*as the asset has no peg"),
        (Peg(reversion={"DAI": 5.0}, intensity={"ETH": 1.0}), r"^Peg\.intensity\.ETH.*as the asset has no peg"),
        (Peg(target={"DOGE": 1.0}), r"^Peg\.target: received 'DOGE'"),
    ],
)
def test_what_an_asset_with_or_without_a_peg_cannot_have_is_refused(process: Peg, told: str) -> None:
    with pytest.raises(BadValueError, match=told):
        process.paths(["USD", "DAI", "ETH"], np.ones(3), np.array([0.0, 60.0]), Streams(1))


@pytest.mark.parametrize(("field", "value"), [("reversion", -1.0), ("target", {"DAI": 0.0}), ("intensity", -1.0)])
def test_numbers_that_make_no_process_are_refused_with_their_key(field: str, value: float | dict[str, float]) -> None:
    with pytest.raises(BadValueError, match=rf"^Peg\.{field}"):
        Peg(**{field: value})  # type: ignore[arg-type]
