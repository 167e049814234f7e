"""Ratios by hand, and the frontier of toxic liquidations (VALIDATION V04: toxic-liquidations and foundry-defi-stablecoin #163)."""

import numpy as np
import pytest

from firesale.market.risk import (
    health_factor,
    loan_to_value,
    toxic_health_factor,
    toxic_loan_to_value,
    toxic_loan_to_value_on_exchange,
    utilisation,
    weighted_sum,
)


def test_a_weighted_sum_is_that_of_each_row() -> None:
    assert weighted_sum(np.array([[1.0, 2.0], [3.0, 0.0]]), np.array([10.0, 100.0])).tolist() == [210.0, 30.0]


def test_a_row_sums_to_the_same_bits_whatever_stands_beside_it() -> None:
    rng = np.random.default_rng(1)
    amounts, weights = rng.random((1000, 7)), rng.random(7)
    together = weighted_sum(amounts, weights)
    assert all(weighted_sum(amounts[[row]], weights)[0] == together[row] for row in range(0, 1000, 37))


def test_health_and_loan_to_value_are_told_for_no_debt_and_no_collateral() -> None:
    worth, owed = np.array([200.0, 0.0, 200.0, 0.0]), np.array([100.0, 100.0, 0.0, 0.0])
    assert health_factor(worth, owed).tolist() == [2.0, 0.0, np.inf, np.inf]
    assert loan_to_value(worth, owed).tolist() == [0.5, np.inf, 0.0, 0.0]


def test_a_crumb_of_debt_gives_infinite_health_without_a_warning() -> None:
    assert health_factor(np.array([1e10]), np.array([5e-324])).tolist() == [np.inf]
    assert loan_to_value(np.array([5e-324]), np.array([1e10])).tolist() == [np.inf]


def test_utilisation_is_the_part_lent_out() -> None:
    assert utilisation(75.0, 25.0) == 0.75
    assert utilisation(0.0, 0.0) == 0.0
    assert utilisation(5.0, 0.0) == 1.0


@pytest.mark.parametrize(
    ("bonus", "frontier"), [(0.045, 0.956938), (0.05, 0.952381), (0.08, 0.925926), (0.10, 0.909091)]
)
def test_above_the_frontier_a_liquidation_makes_a_position_worse(bonus: float, frontier: float) -> None:
    assert toxic_loan_to_value(bonus) == pytest.approx(frontier, abs=1e-6)
    collateral = 1000.0
    for loan, sign in ((frontier - 0.01, 1.0), (frontier + 0.01, -1.0)):
        debt, repaid = collateral * loan, 1e-3
        change = (collateral - repaid * (1.0 + bonus)) / (debt - repaid) - collateral / debt
        assert change * sign > 0.0


def test_the_frontier_in_units_of_health() -> None:
    assert toxic_health_factor(0.5, 0.1) == pytest.approx(0.55)


@pytest.mark.parametrize(("part_sold", "frontier"), [(0.01, 0.9337), (0.05, 0.8658), (0.10, 0.7937)])
def test_selling_on_an_exchange_brings_the_frontier_down(part_sold: float, frontier: float) -> None:
    assert toxic_loan_to_value_on_exchange(0.05, part_sold, 1.0) == pytest.approx(frontier, abs=5e-5)
