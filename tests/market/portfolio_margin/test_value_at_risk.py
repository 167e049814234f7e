import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from firesale.market.portfolio_margin.gross import Gross
from firesale.market.portfolio_margin.value_at_risk import ValueAtRisk
from tests.market.portfolio_margin.listed import DAY, listing

ONE_DAY = 86_400.0


def test_of_one_future_it_is_the_quantile_of_its_price() -> None:
    rule = ValueAtRisk(level=0.99, horizon=4 * ONE_DAY)
    needed = rule.requirement(np.array([[2.0], [-2.0]]), listing(["future"], volatilities=[0.5]))
    np.testing.assert_allclose(needed, norm.ppf(0.99) * 200.0 * 0.5 * np.sqrt(4 * DAY), rtol=1e-12)


def test_of_two_futures_it_is_that_of_their_sum() -> None:
    of = listing(["future", "future"], [0, 1], prices=[100.0, 50.0], volatilities=[0.2, 0.4])
    rule = ValueAtRisk(horizon=365 * ONE_DAY, correlation=0.25)
    together = multivariate_normal(cov=[[0.04, 0.25 * 0.08], [0.25 * 0.08, 0.16]]).cov
    exposure = np.array([100.0, -100.0])
    expected = norm.ppf(0.99) * np.sqrt(exposure @ together @ exposure)
    assert rule.requirement(np.array([[1.0, -2.0]]), of)[0] == pytest.approx(expected, rel=1e-12)


def test_the_covariance_is_that_of_the_past_once_there_is_one() -> None:
    returns = np.array([[0.01], [-0.02]] * 10)
    rule = ValueAtRisk(horizon=ONE_DAY)
    needed = rule.requirement(np.array([[1.0]]), listing(["future"], returns=returns))[0]
    assert needed == pytest.approx(norm.ppf(0.99) * 100.0 * np.sqrt((0.01**2 + 0.02**2) / 2), rel=1e-12)


def test_an_option_counts_with_its_delta() -> None:
    of = listing(["call", "future"])
    delta = float(norm.cdf(0.5 * 0.2 * np.sqrt(0.25)))
    option, hedged = ValueAtRisk().requirement(np.array([[1.0, 0.0], [1.0, -delta]]), of)
    assert option == pytest.approx(delta * ValueAtRisk().requirement(np.array([[0.0, 1.0]]), of)[0], rel=1e-9)
    assert hedged == pytest.approx(0.0, abs=1e-9)


def test_of_the_past_it_is_a_loss_that_was() -> None:
    """100 returns of -1 % to -100 basis points: at 95 %, the sixth worst is not exceeded by 95 of them."""
    returns = -np.arange(1, 101)[:, None] / 10_000.0
    rule = ValueAtRisk(level=0.95, horizon=ONE_DAY, method="historical")
    needed = rule.requirement(np.array([[1.0], [-1.0]]), listing(["future"], returns=returns))
    np.testing.assert_allclose(needed, [100.0 * (1.0 - np.exp(-0.0095)), 0.0], atol=1e-12)


def test_of_the_past_it_sees_that_a_straddle_that_is_sold_has_no_delta_but_a_risk() -> None:
    of = listing(["call", "put"], strikes=[100.5, 100.5], returns=np.array([[0.05], [-0.05]] * 10))
    sold = np.array([[-1.0, -1.0]])
    assert ValueAtRisk(method="historical").requirement(sold, of)[0] > 5 * ValueAtRisk().requirement(sold, of)[0]


def test_a_jump_within_seconds_that_is_stretched_to_days_asks_for_a_number() -> None:
    """A price that triples in a second is a return of 323 of a day, and of 1,022 of ten days: more than a float can hold."""
    jump = np.log(3.0) * np.sqrt(86_400.0)
    rule = ValueAtRisk(level=0.95, horizon=10 * ONE_DAY, method="historical")
    of = listing(["future"], returns=np.array([[jump], [-jump]] * 10))
    needed = rule.requirement(np.array([[1.0], [-1.0]]), of)
    np.testing.assert_allclose(needed, [100.0, 100.0 * (np.exp(50.0) - 1.0)])


def test_before_there_is_a_past_it_is_parametric() -> None:
    of, one = listing(["future"], returns=np.array([[-0.5]] * 19)), np.array([[1.0]])
    assert np.array_equal(ValueAtRisk(method="historical").requirement(one, of), ValueAtRisk().requirement(one, of))


def test_with_a_past_netting_may_need_more_than_gross() -> None:
    """Two underlyings that each fall by half on 4 of 100 days, never together: at 95 % neither has a risk, both together have."""
    returns = np.zeros((100, 2))
    returns[:4, 0] = returns[4:8, 1] = np.log(0.5)
    of = listing(["future", "future"], [0, 1], prices=[100.0, 100.0], volatilities=[0.2, 0.2], returns=returns)
    rule = ValueAtRisk(level=0.95, horizon=ONE_DAY, method="historical")
    assert not rule.subadditive
    assert Gross(rule).requirement(np.array([[1.0, 1.0]]), of)[0] == 0.0
    assert rule.requirement(np.array([[1.0, 1.0]]), of)[0] == pytest.approx(50.0)
