import numpy as np

from firesale.market.portfolio_margin.spread_credit import spread_credits


def test_corn_against_soybeans_is_what_cme_publishes() -> None:
    """CME, spread calculations: corn 1,750, soybeans 2,500, 2 : 1 at 55 %: 6,000 outright, 3,300 saved, 2,700 left."""
    deltas, risk = np.array([[2.0, -1.0]]), np.array([[2 * 1750.0, 2500.0]])
    credit = spread_credits(deltas, risk, np.array([2.0, 1.0]), 0.55)
    np.testing.assert_allclose(credit, [[1925.0, 1375.0]])
    np.testing.assert_allclose(risk.sum() - credit.sum(), 2700.0)


def test_the_same_side_gets_nothing() -> None:
    credit = spread_credits(np.array([[2.0, 1.0]]), np.array([[10.0, 10.0]]), np.ones(2), 0.5)
    np.testing.assert_array_equal(credit, [[0.0, 0.0]])


def test_what_one_spread_uses_the_next_cannot() -> None:
    """Bought 3 of the first; sold 2 of the second and 2 of the third: two spreads with the second, one with the third."""
    credit = spread_credits(np.array([[3.0, -2.0, -2.0]]), np.array([[30.0, 20.0, 20.0]]), np.ones(3), 0.5)
    np.testing.assert_allclose(credit, [[15.0, 10.0, 5.0]])
