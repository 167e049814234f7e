"""Moments are compared with closed forms within three standard errors, over fixed seeds."""

import math

import numpy as np
import pytest

from firesale.market.arrays import FloatArray
from firesale.market.errors import BadValueError
from firesale.market.prices.geometric_brownian import GeometricBrownian
from firesale.market.prices.heston import Heston
from firesale.market.streams import Streams

ASSETS = ["USD", "ETH", "BTC"]
INITIAL = np.array([1.0, 2000.0, 30_000.0])
YEAR = 365 * 86_400.0
MANY = ["USD", *(f"A{i}" for i in range(200))]
ONES = np.ones(len(MANY))


def final_prices(process: Heston, years: float, steps: int, seeds: int) -> FloatArray:
    """Last price over the first one of 200 independent assets in each seed, shape (200 seeds,)."""
    times = np.linspace(0.0, years * YEAR, steps + 1)
    return np.concatenate([process.paths(MANY, ONES, times, Streams(seed))[-1, 1:] for seed in range(seeds)])


def test_without_chance_in_the_variance_it_is_geometric_brownian_motion() -> None:
    times = np.arange(200, dtype=np.float64) * 3600.0
    heston = Heston(drift=0.1, volatility=0.5, correlation=0.6, variance_deviation=0.0, leverage=0.0)
    brownian = GeometricBrownian(drift=0.1, volatility=0.5, correlation=0.6)
    one, other = (process.paths(ASSETS, INITIAL, times, Streams(4)) for process in (heston, brownian))
    assert np.allclose(one, other, rtol=1e-12)


def test_without_chance_in_the_variance_the_leverage_changes_the_path_and_not_the_law() -> None:
    heston = Heston(volatility=0.5, variance_deviation=0.0, leverage=-0.8)
    returns = np.log(final_prices(heston, 1.0, 4, 50))
    assert returns.mean() == pytest.approx(-0.125, abs=3 * 0.5 / 100)
    assert returns.std() == pytest.approx(0.5, abs=3 * 0.5 / math.sqrt(2) / 100)


@pytest.mark.parametrize("leverage", [-0.7, 0.5])
def test_the_mean_price_grows_by_the_exponential_of_the_drift(leverage: float) -> None:
    heston = Heston(drift=0.2, volatility=0.6, reversion=3.0, variance_deviation=1.2, leverage=leverage)
    growth = final_prices(heston, 0.5, 12, 100)
    assert growth.mean() == pytest.approx(math.exp(0.1), abs=3 * growth.std() / math.sqrt(len(growth)))


def test_a_call_costs_what_the_characteristic_function_says() -> None:
    # Fang and Oosterlee (2008), A novel pricing method for European options, table 4: 5.785155450 at T = 1
    heston = Heston(
        volatility=math.sqrt(0.0398),
        reversion=1.5768,
        variance_deviation=0.5751,
        leverage=-0.5711,
        initial_ratio=math.sqrt(0.0175 / 0.0398),
    )
    payoffs = np.maximum(100.0 * final_prices(heston, 1.0, 32, 400) - 100.0, 0.0)
    error = payoffs.std() / math.sqrt(len(payoffs))
    assert error < 0.03
    assert payoffs.mean() == pytest.approx(5.785155450, abs=3 * error)


def test_squared_returns_are_correlated_as_the_variance_is() -> None:
    # Cov(r_t^2, r_{t+k}^2) = Var(v) faded^2 exp(-reversion (k - 1) h), Var(v) = long_run deviation^2 / (2 reversion)
    heston = Heston(volatility=0.5, reversion=20.0, variance_deviation=2.0, leverage=0.0)
    step = 1.0 / 365.0
    times = np.arange(1500, dtype=np.float64) * step * YEAR
    returns = np.concatenate(
        [np.diff(np.log(heston.paths(MANY, ONES, times, Streams(seed))[300:, 1:]), axis=0) for seed in range(4)], axis=1
    )
    squares = (returns**2 - (returns**2).mean()) / step
    faded = -math.expm1(-20.0 * step) / 20.0 / step
    for lag in (1, 10):
        expected = 0.25 * 4.0 / 40.0 * faded**2 * math.exp(-20.0 * (lag - 1) * step)
        by_asset = (squares[:-lag] * squares[lag:]).mean(axis=0)
        assert by_asset.mean() == pytest.approx(expected, abs=3 * by_asset.std() / math.sqrt(by_asset.size))


def test_prices_fall_when_their_variance_rises() -> None:
    heston = Heston(volatility=0.8, reversion=5.0, variance_deviation=2.0, leverage=-0.8)
    times = np.arange(400, dtype=np.float64) * 86_400.0
    returns = np.diff(np.log(heston.paths(MANY, ONES, times, Streams(3))[:, 1:]), axis=0)
    leverage = [float((returns[:-k] * returns[k:] ** 2).mean()) for k in (1, 2, 3)]
    assert max(leverage) < 0.0


def test_shocks_to_prices_are_correlated_across_assets() -> None:
    heston = Heston(volatility=0.8, correlation=0.7, variance_deviation=1.0, leverage=-0.5)
    paths = heston.paths(ASSETS, INITIAL, np.arange(20_001, dtype=np.float64) * 3600.0, Streams(1))
    returns = np.diff(np.log(paths[:, 1:]), axis=0)
    assert np.corrcoef(returns.T)[0, 1] == pytest.approx(0.7, abs=0.03)


def test_an_asset_without_volatility_stays_constant() -> None:
    paths = Heston(volatility={"ETH": 0.5}).paths(ASSETS, INITIAL, np.arange(10, dtype=np.float64) * 3600.0, Streams(1))
    assert np.all(paths[:, 2] == 30_000.0)


@pytest.mark.parametrize(
    ("field", "value"),
    [("leverage", 1.5), ("reversion", -1.0), ("variance_deviation", {"ETH": -0.1}), ("initial_ratio", float("nan"))],
)
def test_numbers_that_make_no_process_are_refused_with_their_key(field: str, value: float | dict[str, float]) -> None:
    with pytest.raises(BadValueError, match=rf"^Heston\.{field}"):
        Heston(**{field: value})
