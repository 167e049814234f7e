import numpy as np
import pytest

from firesale.agents.leveraged_trader.formulas import (
    leverage,
    loan_to_reach,
    loan_to_value_at_health,
    loan_to_value_at_leverage,
    looped_leverage,
    posting_to_reach,
    repayment_to_reach,
    sale_to_reach,
)


def values(*numbers: float) -> np.ndarray:
    return np.array(numbers)


def test_two_thirds_of_debt_is_a_leverage_of_three_and_back() -> None:
    assert leverage(2.0 / 3.0) == pytest.approx(3.0)
    assert loan_to_value_at_leverage(3.0) == pytest.approx(2.0 / 3.0)


def test_a_health_of_one_and_a_quarter_at_a_threshold_of_83_percent_is_a_loan_to_value_of_66_4_percent() -> None:
    assert loan_to_value_at_health(values(0.83), 1.25) == pytest.approx([0.664])


def test_from_leverage_four_to_three_a_quarter_of_the_collateral_is_sold() -> None:
    # 400 against 300: after selling 100, 300 against 200.
    assert sale_to_reach(values(400.0), values(300.0), values(2.0 / 3.0), 1.0) == pytest.approx([100.0])


def test_when_a_sale_brings_98_percent_more_must_be_sold() -> None:
    # s = (300 - 2/3 x 400) / (0.98 - 2/3) = 33.333 / 0.31333 = 106.383; then 293.617 against 195.745, leverage 3.
    sale = sale_to_reach(values(400.0), values(300.0), values(2.0 / 3.0), 0.98)
    assert sale == pytest.approx([106.38298])
    left, owed = 400.0 - sale, 300.0 - 0.98 * sale
    assert left / (left - owed) == pytest.approx([3.0])


def test_the_sale_that_reaches_a_health_is_that_of_the_textbook() -> None:
    # (h D - t C) / (h r - t) with h = 1.2, D = 800, t = 0.83, C = 1000, r = 1: (960 - 830) / 0.37 = 351.351.
    aim = loan_to_value_at_health(values(0.83), 1.2)
    sale = sale_to_reach(values(1000.0), values(800.0), aim, 1.0)
    assert sale == pytest.approx([351.35135])
    assert 0.83 * (1000.0 - sale) / (800.0 - sale) == pytest.approx([1.2])


def test_nobody_sells_who_is_there_already_and_no_sale_helps_below_the_aim() -> None:
    assert sale_to_reach(values(400.0), values(100.0), values(0.5), 1.0).tolist() == [0.0]
    assert sale_to_reach(values(400.0), values(300.0), values(0.7), 0.6).tolist() == [np.inf]


def test_from_leverage_two_to_three_as_much_is_borrowed_as_there_is_equity() -> None:
    # 200 against 100: after buying 100, 300 against 200.
    assert loan_to_reach(values(200.0), values(100.0), values(2.0 / 3.0), 1.0) == pytest.approx([100.0])


def test_what_is_bought_at_a_discount_may_support_any_loan() -> None:
    assert loan_to_reach(values(200.0), values(100.0), values(0.8), 1.3).tolist() == [np.inf]
    assert loan_to_reach(values(200.0), values(190.0), values(0.8), 1.3).tolist() == [0.0]


def test_repaying_150_or_posting_250_brings_750_on_1000_to_60_percent() -> None:
    assert repayment_to_reach(values(1000.0), values(750.0), values(0.6)) == pytest.approx([150.0])
    assert posting_to_reach(values(1000.0), values(750.0), values(0.6)) == pytest.approx([250.0])
    assert repayment_to_reach(values(1000.0), values(500.0), values(0.6)).tolist() == [0.0]


def test_loops_sum_a_geometric_series() -> None:
    assert looped_leverage(0.8, 0) == pytest.approx(1.0)
    assert looped_leverage(0.8, 2) == pytest.approx(1.0 + 0.8 + 0.64)
    assert looped_leverage(0.8, 1000) == pytest.approx(1.0 / (1.0 - 0.8))
