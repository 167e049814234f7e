import numpy as np
import pytest

from firesale.market.margin.base import Positions
from firesale.market.margin.correlated import Correlated
from firesale.market.margin.loan_to_value import LoanToValue

LTV, THRESHOLD = np.array([0.6, 0.4]), np.array([0.8, 0.6])


def rule(correlation: float) -> Correlated:
    return Correlated(LTV, THRESHOLD, np.array([[1.0, correlation], [correlation, 1.0]]))


def both(debt: float) -> Positions:
    """100 of ETH and 100 of BTC: haircuts of 20 and 40."""
    return Positions(np.array([[1.0, 2.0]]), np.array([[debt]]), np.array([100.0, 50.0]), np.ones(1))


def test_haircuts_add_up_like_deviations() -> None:
    """Uncorrelated, sqrt(20^2 + 40^2) = 44.72 of 200 does not count; at 0.5, sqrt(400 + 1600 + 800) = 52.92."""
    assert rule(0.0).health(both(100.0)) == pytest.approx([(200.0 - 44.7213595) / 100.0])
    assert rule(0.5).health(both(100.0)) == pytest.approx([(200.0 - 52.9150262) / 100.0])


def test_with_correlations_of_one_it_is_the_plain_rule() -> None:
    plain = LoanToValue(LTV, THRESHOLD)
    assert rule(1.0).health(both(100.0)) == pytest.approx(plain.health(both(100.0)))
    for debt in (99.9, 100.1):
        assert rule(1.0).may_open(both(debt)).tolist() == plain.may_open(both(debt)).tolist() == [debt < 100.0]


def test_standing_multiplies_each_haircut() -> None:
    at = both(100.0)
    worse = Positions(at.collateral, at.debt, at.collateral_price, at.debt_price, np.array([1.5]))
    assert rule(0.0).health(worse) == pytest.approx([(200.0 - 1.5 * 44.7213595) / 100.0])
    assert LoanToValue(LTV, THRESHOLD).health(worse) == pytest.approx([(200.0 - 90.0) / 100.0])


def test_the_law_of_the_watch_list_holds_and_a_row_has_the_same_bits_alone() -> None:
    rng = np.random.default_rng(6)
    for _ in range(300):
        draws = rng.normal(size=(3, 8))
        margin = Correlated(np.zeros(3), rng.random(3), np.asarray(np.corrcoef(draws)))
        collateral, price = rng.lognormal(0.0, 2.0, (5, 3)), rng.lognormal(0.0, 2.0, 3)
        at = Positions(collateral, rng.random((5, 1)), price, np.ones(1), rng.random(5) * 2.0)
        ratio = rng.uniform(0.1, 3.0, 3)
        later = Positions(collateral, at.debt, price * ratio, np.ones(1), at.standing)
        health = margin.health(at)
        assert np.all(margin.health(later) >= health * min(1.0, ratio.min()) * (1.0 - 1e-9) - 1e-12)
        assert at.standing is not None
        for row in range(5):
            one = [row]
            alone = Positions(collateral[one], at.debt[one], price, np.ones(1), at.standing[one])
            assert margin.health(alone).tolist() == [health[row]]
