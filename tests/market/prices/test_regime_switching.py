"""Moments are compared with closed forms within three standard errors, over fixed seeds."""

import math

import numpy as np
import pytest

from firesale.market.errors import BadValueError
from firesale.market.prices.geometric_brownian import GeometricBrownian
from firesale.market.prices.regime_switching import RegimeSwitching
from firesale.market.streams import Streams

ASSETS = ["USD", "ETH", "BTC"]
INITIAL = np.array([1.0, 2000.0, 30_000.0])
YEAR = 365 * 86_400.0
HOURS = np.arange(200_001, dtype=np.float64) * 3600.0
PROCESS = RegimeSwitching(
    volatility={"calm": 0.5, "panic": {"ETH": 2.0, "BTC": 1.5}},
    correlation={"calm": 0.3, "panic": {"ETH,BTC": 0.9}},
    switching={"calm,panic": 100.0, "panic,calm": 300.0},
)


def test_one_regime_is_geometric_brownian_motion_to_the_last_bit() -> None:
    times = np.arange(100, dtype=np.float64) * 3600.0
    one = RegimeSwitching({"only": 0.5}, {"only": 0.1}, {"only": 0.6}, switching={})
    brownian = GeometricBrownian(drift=0.1, volatility=0.5, correlation=0.6)
    assert np.array_equal(
        one.paths(ASSETS, INITIAL, times, Streams(4)), brownian.paths(ASSETS, INITIAL, times, Streams(4))
    )


def test_the_variance_is_that_of_each_regime_by_its_share_of_the_time() -> None:
    returns = np.diff(np.log(PROCESS.paths(ASSETS, INITIAL, HOURS, Streams(1))), axis=0)
    years = len(returns) / 8760.0
    # the share of panic is 1/4; over a long time its estimate has variance 2 * (1/4) (3/4) / (400 years)
    for asset, panic in ((1, 4.0), (2, 2.25)):
        expected = 0.75 * 0.25 + 0.25 * panic
        of_shares = (panic - 0.25) * math.sqrt(2.0 * 3.0 / 16.0 / (400.0 * years))
        assert returns[:, asset].var() * 8760.0 == pytest.approx(expected, abs=3 * math.hypot(of_shares, 0.01))


def test_squared_returns_stay_correlated_while_a_regime_lasts() -> None:
    # Cov(r_t^2, r_{t+k}^2) = p (1 - p) (s2^2 - s1^2)^2 h^2 exp(-(a + b) (k - 1) h), up to terms in (a + b) h
    process = RegimeSwitching({"calm": 0.5, "panic": 1.5}, switching={"calm,panic": 100.0, "panic,calm": 100.0})
    returns = np.diff(np.log(process.paths(ASSETS, INITIAL, HOURS, Streams(1))), axis=0)
    for asset in (1, 2):
        squares = returns[:, asset] ** 2 * 8760.0
        centred = squares - squares.mean()
        for lag in (10, 40):
            expected = 0.25 * (2.25 - 0.25) ** 2 * math.exp(-200.0 * lag / 8760.0)
            assert (centred[:-lag] * centred[lag:]).mean() == pytest.approx(expected, rel=0.12)


def test_a_regime_may_have_its_own_correlation() -> None:
    returns = np.diff(np.log(PROCESS.paths(ASSETS, INITIAL, HOURS, Streams(2))), axis=0)
    calm, panic = 0.3 * 0.25, 0.9 * 3.0
    measured = np.mean(returns[:, 1] * returns[:, 2]) * 8760.0
    assert measured == pytest.approx(0.75 * calm + 0.25 * panic, rel=0.12)


def test_a_coarse_grid_has_the_same_mean_and_variance_as_a_fine_one() -> None:
    fast = RegimeSwitching(
        {"calm": 0.3, "panic": 1.2}, {"calm": 0.2}, switching={"calm,panic": 40.0, "panic,calm": 80.0}
    )
    months = np.diff(
        np.log(fast.paths(ASSETS, INITIAL, np.arange(30_001, dtype=np.float64) * YEAR / 12.0, Streams(3))), axis=0
    )[:, 1]
    variance = (0.09 * 2.0 + 1.44) / 3.0 / 12.0
    assert months.var() == pytest.approx(variance, rel=0.04)
    drift = (2.0 * 0.2 / 3.0 - 12.0 * variance / 2.0) / 12.0
    assert months.mean() == pytest.approx(drift, abs=3 * math.sqrt(variance / len(months)))


def test_the_price_is_a_martingale_where_no_regime_drifts() -> None:
    times = np.array([0.0, 0.1, 0.25]) * YEAR
    growth = np.array([PROCESS.paths(ASSETS, INITIAL, times, Streams(seed))[-1] / INITIAL for seed in range(4000)])
    for asset in (1, 2):
        assert growth[:, asset].mean() == pytest.approx(1.0, abs=3 * growth[:, asset].std() / math.sqrt(4000))


def test_it_starts_in_the_regime_that_is_named_or_else_by_the_long_run() -> None:
    times = np.array([0.0, 60.0])

    def first_moves(start: str) -> list[float]:
        process = RegimeSwitching(
            {"still": 0.0, "wild": 1.0}, switching={"still,wild": 1.0, "wild,still": 3.0}, start=start
        )
        return [
            abs(math.log(process.paths(ASSETS, INITIAL, times, Streams(seed))[1, 1] / 2000.0)) for seed in range(400)
        ]

    assert np.mean(np.array(first_moves("wild")) > 0.0) > 0.99
    assert np.mean(np.array(first_moves("still")) > 0.0) < 0.01
    assert np.mean(np.array(first_moves("")) > 0.0) == pytest.approx(0.25, abs=3 * math.sqrt(0.1875 / 400))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"volatility": {}}, r"RegimeSwitching\.volatility.*one regime or more"),
        ({"volatility": {"calm": -0.1, "panic": 1.0}}, r"RegimeSwitching\.volatility\.calm: received -0\.1"),
        ({"drift": {"clam": 0.1}}, r"RegimeSwitching\.drift: received 'clam'; allowed: .* calm, panic"),
        ({"correlation": {"calm": 1.0}}, r"RegimeSwitching\.correlation\.calm: received 1\.0"),
        ({"switching": {"calm": 1.0}}, r"RegimeSwitching\.switching.*two different regimes"),
        ({"switching": {"calm,storm": 1.0}}, r"RegimeSwitching\.switching: received 'storm'"),
        ({"switching": {"calm,panic": -1.0}}, r"RegimeSwitching\.switching\.calm,panic: received -1\.0"),
        ({"start": "storm"}, r"RegimeSwitching\.start: received 'storm'"),
    ],
)
def test_regimes_that_make_no_process_are_refused_with_their_key(fields: dict[str, object], told: str) -> None:
    with pytest.raises(BadValueError, match=told):
        RegimeSwitching(**fields)  # type: ignore[arg-type]
