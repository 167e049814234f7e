import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from firesale.market.portfolio_margin.tails import (
    normal_expected_shortfall,
    normal_value_at_risk,
    sample_expected_shortfall,
    sample_value_at_risk,
)


@pytest.mark.parametrize("level", [0.6, 0.9, 0.99, 0.999])
def test_of_the_normal_distribution_as_scipy_has_it(level: float) -> None:
    assert normal_value_at_risk(np.array([3.0]), level)[0] == pytest.approx(norm.ppf(level, scale=3.0), rel=1e-12)
    mean_beyond = quad(lambda p: norm.ppf(p, scale=3.0), level, 1.0)[0] / (1.0 - level)
    assert normal_expected_shortfall(np.array([3.0]), level)[0] == pytest.approx(mean_beyond, rel=1e-6)


def test_known_constants_of_the_normal_distribution() -> None:
    """Value at risk at 99 % is 2.3263 standard deviations, expected shortfall at 97.5 % is 2.3378."""
    assert normal_value_at_risk(np.ones(1), 0.99)[0] == pytest.approx(2.326347874, rel=1e-9)
    assert normal_expected_shortfall(np.ones(1), 0.975)[0] == pytest.approx(2.337802792, rel=1e-9)


def test_of_a_sample_by_hand() -> None:
    losses = np.array([[float(loss) for loss in range(1, 101)]])
    assert sample_value_at_risk(losses, 0.95)[0] == 95.0
    assert sample_expected_shortfall(losses, 0.95)[0] == pytest.approx((96 + 97 + 98 + 99 + 100) / 5)


def test_the_last_observation_counts_with_what_is_left_of_the_part() -> None:
    """10 losses, worst 15 %: the worst one whole and half of the second."""
    losses = np.array([[float(loss) for loss in range(10)]])
    assert sample_expected_shortfall(losses, 0.85)[0] == pytest.approx((9.0 + 0.5 * 8.0) / 1.5)
    assert sample_value_at_risk(losses, 0.85)[0] == 8.0


def test_a_large_normal_sample_comes_close_to_the_normal_distribution() -> None:
    losses = np.random.default_rng(4).normal(size=(1, 200_000))
    assert sample_value_at_risk(losses, 0.99)[0] == pytest.approx(norm.ppf(0.99), rel=0.02)
    assert sample_expected_shortfall(losses, 0.99)[0] == pytest.approx(norm.pdf(norm.ppf(0.99)) / 0.01, rel=0.02)
