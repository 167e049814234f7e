"""Moments are compared with closed forms within three standard errors, over fixed seeds."""

import math

import numpy as np
import pytest

from firesale.market.arrays import FloatArray
from firesale.market.errors import BadValueError
from firesale.market.prices.base import PriceProcess
from firesale.market.prices.geometric_brownian import GeometricBrownian
from firesale.market.streams import Streams

ASSETS = ["USD", "ETH", "BTC"]
INITIAL = np.array([1.0, 2000.0, 30_000.0])
YEAR = 365 * 86_400.0
SEEDS = 2000
ROOT = math.sqrt(SEEDS)


def final_prices(process: PriceProcess, *times: float) -> FloatArray:
    """Last price over the initial one, shape (SEEDS, 3)."""
    grid = np.array(times)
    return np.array([process.paths(ASSETS, INITIAL, grid, Streams(seed))[-1] / INITIAL for seed in range(SEEDS)])


@pytest.fixture(scope="module")
def after_a_year() -> FloatArray:
    process = GeometricBrownian(drift=0.1, volatility={"ETH": 0.5, "BTC": 0.3}, correlation=0.7)
    return final_prices(process, 0.0, YEAR)


def test_the_mean_price_grows_by_the_exponential_of_the_drift(after_a_year: FloatArray) -> None:
    # the relative variance of a log-normal price is exp(variance) - 1
    error = math.exp(0.1) * math.sqrt(math.expm1(0.25)) / ROOT
    assert after_a_year[:, 1].mean() == pytest.approx(math.exp(0.1), abs=3 * error)


def test_the_mean_log_return_is_the_drift_less_half_the_variance(after_a_year: FloatArray) -> None:
    assert np.log(after_a_year[:, 1]).mean() == pytest.approx(0.1 - 0.125, abs=3 * 0.5 / ROOT)
    assert np.log(after_a_year[:, 2]).mean() == pytest.approx(0.1 - 0.045, abs=3 * 0.3 / ROOT)


def test_the_deviation_of_the_log_return_is_the_volatility(after_a_year: FloatArray) -> None:
    # the standard error of a normal sample's deviation is deviation / sqrt(2 n)
    assert np.log(after_a_year[:, 1]).std() == pytest.approx(0.5, abs=3 * 0.5 / math.sqrt(2) / ROOT)
    assert np.log(after_a_year[:, 2]).std() == pytest.approx(0.3, abs=3 * 0.3 / math.sqrt(2) / ROOT)


def test_log_returns_are_correlated_as_asked(after_a_year: FloatArray) -> None:
    measured = np.corrcoef(np.log(after_a_year[:, 1]), np.log(after_a_year[:, 2]))[0, 1]
    assert measured == pytest.approx(0.7, abs=3 * (1 - 0.49) / ROOT)


def test_the_numeraire_stays_at_one_although_the_drift_is_for_all(after_a_year: FloatArray) -> None:
    assert np.all(after_a_year[:, 0] == 1.0)


def test_steps_are_exact_so_a_coarse_uneven_grid_has_the_same_deviation() -> None:
    uneven = final_prices(GeometricBrownian(volatility=0.5), 0.0, 60.0, 0.9 * YEAR, YEAR)
    assert np.log(uneven[:, 1]).std() == pytest.approx(0.5, abs=3 * 0.5 / math.sqrt(2) / ROOT)
    assert np.log(uneven[:, 1]).mean() == pytest.approx(-0.125, abs=3 * 0.5 / ROOT)


def test_returns_of_different_steps_are_independent() -> None:
    path = GeometricBrownian(volatility=0.5).paths(
        ASSETS, INITIAL, np.arange(10_001, dtype=np.float64) * 60.0, Streams(1)
    )[:, 1]
    returns = np.diff(np.log(path))
    assert np.corrcoef(returns[1:], returns[:-1])[0, 1] == pytest.approx(0.0, abs=3 / 100)


def test_an_asset_left_out_of_the_volatilities_stays_constant() -> None:
    process = GeometricBrownian(drift=0.1, volatility={"ETH": 0.5}, correlation=0.5)
    paths = process.paths(ASSETS, INITIAL, np.arange(10, dtype=np.float64) * YEAR, Streams(1))
    assert np.all(paths[:, 2] == 30_000.0)
    assert np.all(np.diff(paths[:, 1]) != 0.0)


@pytest.mark.parametrize("kind", ["drift", "volatility", "correlation"])
def test_numbers_that_make_no_process_are_refused_with_their_key(kind: str) -> None:
    with pytest.raises(BadValueError, match=rf"^GeometricBrownian\.{kind}: received nan"):
        GeometricBrownian(**{kind: float("nan")})


def test_correlations_that_are_not_positive_definite_are_refused() -> None:
    process = GeometricBrownian(correlation={"ETH,BTC": 0.9, "ETH,SOL": 0.9, "BTC,SOL": -0.9})
    with pytest.raises(BadValueError, match=r"GeometricBrownian\.correlation.*of SOL.*positive definite"):
        process.paths([*ASSETS, "SOL"], np.append(INITIAL, 20.0), np.array([0.0, 60.0]), Streams(1))


def test_a_list_of_assets_without_its_numeraire_is_refused() -> None:
    with pytest.raises(BadValueError, match="the first asset is the numeraire"):
        GeometricBrownian().paths(["ETH", "BTC"], INITIAL[1:], np.array([0.0, 60.0]), Streams(1))
