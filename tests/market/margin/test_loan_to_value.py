"""2 ETH at 2000 (threshold 0.83, loan-to-value 0.8) and 1 BTC at 30000 (0.75, 0.7): weighted 3320 + 22500 = 25820."""

import numpy as np
import pytest

from firesale.market.errors import BadValueError
from firesale.market.margin.base import Positions
from firesale.market.margin.loan_to_value import LoanToValue

RULE = LoanToValue(np.array([0.8, 0.7]), np.array([0.83, 0.75]))


def owing(*debts: float) -> Positions:
    collateral = np.tile([2.0, 1.0], (len(debts), 1))
    debt = np.column_stack((np.array(debts), np.zeros(len(debts))))
    return Positions(collateral, debt, np.array([2000.0, 30_000.0]), np.array([1.0, 2000.0]))


def test_health_is_weighted_collateral_over_debt() -> None:
    assert RULE.health(owing(12_910.0, 25_820.0, 51_640.0)).tolist() == [2.0, 1.0, 0.5]


def test_every_debt_counts_at_its_price() -> None:
    at = Positions(
        np.array([[2.0, 1.0]]), np.array([[5820.0, 10.0]]), np.array([2000.0, 30_000.0]), np.array([1.0, 2000.0])
    )
    assert RULE.health(at).tolist() == [1.0]


def test_without_debt_health_is_infinite_and_without_collateral_it_is_zero() -> None:
    assert RULE.health(owing(0.0)).tolist() == [np.inf]
    at = Positions(
        np.zeros((2, 2)), np.array([[1.0, 0.0], [0.0, 0.0]]), np.array([2000.0, 30_000.0]), np.array([1.0, 1.0])
    )
    assert RULE.health(at).tolist() == [0.0, np.inf]


def test_new_debt_asks_for_the_stricter_loan_to_value() -> None:
    assert RULE.may_open(owing(24_200.0, 24_200.1, 0.0)).tolist() == [True, False, True]  # 3200 + 21000


def test_a_loan_to_value_above_the_threshold_is_refused() -> None:
    with pytest.raises(BadValueError, match=r"LoanToValue\.loan_to_value"):
        LoanToValue(np.array([0.8, 0.76]), np.array([0.83, 0.75]))


@pytest.mark.parametrize("threshold", [1.1, -0.1, float("nan")])
def test_a_threshold_that_is_no_fraction_is_refused(threshold: float) -> None:
    with pytest.raises(BadValueError, match=r"LoanToValue\.liquidation_threshold"):
        LoanToValue(np.array([0.0]), np.array([threshold]))
