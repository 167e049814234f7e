import numpy as np
import pytest
from scipy.stats import norm

from firesale.market.portfolio_margin.haircuts import risk_adjusted_haircuts


def test_it_is_the_quantile_of_a_log_normal_fall() -> None:
    haircut = risk_adjusted_haircuts(np.array([0.5]), 0.99, 5 * 86_400.0, 0.0)[0]
    fall = 1.0 - np.exp(norm.ppf(0.01, scale=0.5 * np.sqrt(5 / 365)))
    assert haircut == pytest.approx(fall, rel=1e-12)


def test_it_grows_with_volatility_and_has_a_floor() -> None:
    haircuts = risk_adjusted_haircuts(np.array([0.0, 0.2, 0.4, 4.0]), 0.99, 86_400.0, 0.03)
    assert haircuts[0] == 0.03
    assert np.all(np.diff(haircuts[1:]) > 0.0)
    assert haircuts[-1] < 1.0
