"""Five accounts of a perpetual, worked by their author: value, funding, leverage, liquidation, execution, fees.

Source: T. Chitra, Autodeleveraging: Impossibilities and Optimization, arXiv:2512.01112 (../shared/facts/VALIDATION.md, V01), tolerance 1e-4 unless
noted. Accounts A to E open one position each at price 1; marks are 1, 1.4, 1.3 and indexes 1, 1.5, 1.25.
"""

import numpy as np
import pytest

from firesale.market.funding.base import Conditions
from firesale.market.funding.imbalance import Imbalance, imbalance_rate
from firesale.market.perpetuals.accounts import balance_at_entry, equity, leverage
from firesale.market.perpetuals.bankruptcy import uncovered
from firesale.market.perpetuals.impact import linear_price, walked_cost
from firesale.market.perpetuals.liquidation_price import bankruptcy_price, liquidation_price
from firesale.market.perpetuals.slices import bad_debt, liquidation_fee, restoring_slice

SIZE = np.array([1.0, 1.0, -4.0, 1.0, -1.0])
CASH = np.array([2.0, 2 / 3, 8 / 3, 2 / 19, 10 / 99])
BALANCE = balance_at_entry(CASH, SIZE, np.ones(5))
MAINTENANCE = 0.1
A, B, C, D, E = range(5)
near = 1e-4


def value(price: float, paid: object = 0.0) -> np.ndarray:
    return np.asarray(equity(BALANCE, SIZE[:, None], np.array([price])) - np.asarray(paid))


def paid_until(moment: int) -> np.ndarray:
    """Funding paid by each account until t1 or t2."""
    total = np.zeros(5)
    for mark, index in [(1.4, 1.5), (1.3, 1.25)][:moment]:
        total += float(imbalance_rate(3.0, 5.0, np.array(mark), np.array(index), 1.0)) * mark * SIZE
    return total


def test_leverage_at_the_start_and_with_the_price_at_1_4() -> None:
    assert leverage(np.abs(SIZE), CASH) == pytest.approx([0.5, 1.5, 1.5, 9.5, 9.9], abs=near)
    assert leverage(np.abs(SIZE) * 1.4, CASH) == pytest.approx([0.7, 2.1, 2.1, 13.3, 13.86], abs=near)
    assert np.abs(SIZE).sum() == 8.0
    assert np.abs(SIZE).sum() * 1.4 == pytest.approx(11.2)


def test_longs_receive_gamma() -> None:
    for mark, index, gamma in ((1.4, 1.5, -0.3333), (1.3, 1.25, -0.44)):
        rate = imbalance_rate(3.0, 5.0, np.array(mark), np.array(index), 1.0)
        assert -float(rate) == pytest.approx(gamma, abs=near)
        at = Conditions(np.array([mark]), np.array([index]), np.array([3.0]), np.array([5.0]), 60.0)
        assert -Imbalance(1.0, 60.0, 1.0).rate(at) == pytest.approx([gamma], abs=near)


def test_profit_and_value_with_funding() -> None:
    first, second = value(1.4, paid_until(1)), value(1.3, paid_until(2))
    assert first - CASH == pytest.approx([-0.0667, -0.0667, 0.2667, -0.0667, 0.0667], abs=near)
    assert second - CASH == pytest.approx([-0.7387, -0.7387, 2.9547, -0.7387, 0.7387], abs=near)
    assert first == pytest.approx([1.9333, 0.6, 2.9334, 0.0386, 0.1677], abs=near)
    assert second == pytest.approx([1.2613, -0.072, 5.6214, -0.6334, 0.8397], abs=near)


def test_only_d_may_be_liquidated_at_t1() -> None:
    needed = np.abs(SIZE) * 1.4 * MAINTENANCE
    assert needed == pytest.approx([0.14, 0.14, 0.56, 0.14, 0.14])
    assert np.flatnonzero(value(1.4, paid_until(1)) < needed).tolist() == [D]


def test_effective_leverage_at_t1() -> None:
    found = leverage(np.abs(SIZE) * 1.4, value(1.4, paid_until(1)))
    assert found == pytest.approx([0.7246, 2.3333, 1.9090, 36.269, 8.353], rel=3e-3)  # the paper rounds


def test_bankruptcy_and_liquidation_prices_are_measured_from_the_entry() -> None:
    assert bankruptcy_price(BALANCE, SIZE) == pytest.approx([0.0, 1 / 3, 5 / 3, 0.8947, 1.1010], abs=2e-4)
    found = liquidation_price(BALANCE, SIZE, MAINTENANCE)
    assert found == pytest.approx([0.0, 0.3704, 1.5152, 0.9942, 1.0010], abs=2e-4)


def test_a_walk_up_the_book() -> None:
    cost = walked_cost(np.array([1.0, 1.1, 1.2]), np.array([1.0, 3.0, 10.0]), 5.0)
    assert cost == pytest.approx(5.5, abs=1e-12)
    assert cost / 5.0 == pytest.approx(1.1, abs=1e-12)


@pytest.mark.parametrize(
    ("mark", "side", "closed", "executed"),
    [(1.30, 1, 0.5, 1.05), (0.95, 1, 0.2, 0.85), (1.60, -1, 2.0, 2.60), (0.98, 1, 0.4, 0.78), (1.05, -1, 0.4, 1.25)],
)
def test_execution_of_a_closing_with_impact_1(mark: float, side: int, closed: float, executed: float) -> None:
    assert float(linear_price(np.array(mark), np.array(-side * closed), 1.0)) == pytest.approx(executed, abs=1e-12)


def test_liquidation_fees() -> None:
    half, mark = np.array(0.5), np.array(1.30)
    assert float(liquidation_fee(half, mark, 0.004)) == pytest.approx(0.0026, abs=1e-12)
    assert float(liquidation_fee(half, mark, 0.002, 1.32, 0.001)) == pytest.approx(0.00196, abs=1e-12)


def test_the_least_slice_that_restores_e_is_all_of_it() -> None:
    at_mark = value(5.5)[[E]]
    missing = 0.1 * 5.5 - at_mark
    assert missing == pytest.approx([4.949], abs=near)
    mark, executed = np.array([5.5]), np.array([5.55])
    assert restoring_slice(np.array([1.0]), at_mark, mark, executed, 0.1, 0.003) == pytest.approx([1.0], abs=0.0)
    unlimited = restoring_slice(np.array([1.0]) * 0.55 / 0.55, at_mark, mark, executed, 0.1, 0.003)
    assert unlimited == pytest.approx([min(1.0, 4.949 / 0.4835)])
    assert float(missing[0]) / (0.55 - 0.05 - 0.003 * 5.5) == pytest.approx(10.24, abs=5e-3)


def test_bad_debt_of_slices() -> None:
    """D sold .4 at .80 and E bought back 1 at 1.5: the executions that reproduce the published numbers."""
    at = bankruptcy_price(BALANCE, SIZE)
    assert bad_debt(np.array(0.4), np.array(1.0), at[D], np.array(0.80)) == pytest.approx(0.0379, abs=near)
    assert bad_debt(np.array(1.0), np.array(-1.0), at[E], np.array(1.5)) == pytest.approx(0.399, abs=near)
    assert value(1.55)[E] == pytest.approx(-0.4490, abs=near)
    assert uncovered(0.399, 0.1) == pytest.approx(0.299)
    assert uncovered(0.399, 1.0) == 0.0


def test_a_shortage_of_ten_moves_one_and_a_quarter_units() -> None:
    """Drift: price 100, requirement 10 %, liquidation fee and insurance fee 1 % each (MECHANISMS.md 3.7, computed)."""
    price = np.array([100.0])
    found = restoring_slice(np.array([9.0]), 10.0 * np.array([9.0]) - 10.0, price, price, 0.1, 0.01 + 0.01)
    assert found == pytest.approx([1.25], rel=1e-9)
