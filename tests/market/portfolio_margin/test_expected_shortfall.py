import numpy as np
import pytest
from scipy.stats import norm

from firesale.market.portfolio_margin.expected_shortfall import ExpectedShortfall
from firesale.market.portfolio_margin.value_at_risk import ValueAtRisk
from tests.market.portfolio_margin.listed import DAY, listing

ONE_DAY = 86_400.0


def test_of_one_future_it_is_the_density_over_what_is_left_of_probability() -> None:
    needed = ExpectedShortfall(level=0.975, horizon=ONE_DAY).requirement(np.array([[1.0]]), listing(["future"]))[0]
    expected = 100.0 * 0.2 * np.sqrt(DAY) * norm.pdf(norm.ppf(0.975)) / 0.025
    assert needed == pytest.approx(expected, rel=1e-12)


def test_of_the_past_it_is_the_mean_of_the_worst() -> None:
    returns = np.log(1.0 - np.arange(1, 101) / 1000.0)[:, None]
    rule = ExpectedShortfall(level=0.95, horizon=ONE_DAY, method="historical")
    assert rule.requirement(np.array([[1.0]]), listing(["future"], returns=returns))[0] == pytest.approx(9.8)


@pytest.mark.parametrize("method", ["parametric", "historical"])
def test_it_is_at_least_the_value_at_risk(method: str) -> None:
    returns = np.random.default_rng(1).standard_t(3, size=(60, 1)) * 0.02
    of = listing(["future", "call", "put"], returns=returns)
    positions = np.random.default_rng(2).normal(size=(50, 3))
    shortfall = ExpectedShortfall(method=method).requirement(positions, of)  # type: ignore[arg-type]
    assert np.all(shortfall >= ValueAtRisk(method=method).requirement(positions, of) - 1e-12)  # type: ignore[arg-type]
