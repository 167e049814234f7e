from dataclasses import replace

import numpy as np
import pytest

from firesale.market.liquidation.base import UnsafePositions
from firesale.market.liquidation.hand_over import HandOver

UNSAFE = UnsafePositions(
    health=np.array([0.9, 0.9, 0.9]),
    collateral=np.array([10.0, 10.0, 0.0]),
    debt=np.array([800.0, 800.0, 0.0]),
    total_debt_value=np.array([800.0, 800.0, 0.0]),
    collateral_price=np.full(3, 90.0),
    debt_price=np.ones(3),
    collateral_column=0,
)


def test_a_part_of_the_debt_takes_the_same_part_of_the_collateral_whatever_it_is_worth() -> None:
    terms = HandOver().settle(UNSAFE, np.array([200.0, 5_000.0, 10.0]))
    assert terms.repaid.tolist() == [200.0, 800.0, 0.0]
    assert terms.seized.tolist() == [2.5, 10.0, 0.0]
    assert not terms.protocol_fee.any()


@pytest.mark.parametrize(("part", "taken"), [(0.17, 0.166006603773584905), (0.1, 0.097452830188679245), (1.0, 1.0)])
def test_a_part_of_the_debt_takes_a_little_less_of_the_position_at_a_discount(part: float, taken: float) -> None:
    """`Controller._get_f_remove` in integers, with a liquidation discount of 6 %."""
    terms = HandOver(0.06).settle(UNSAFE, np.full(3, 800.0 * part))
    assert terms.seized[0] == pytest.approx(10.0 * taken, rel=1e-14)


@pytest.mark.parametrize("part", [0.01, 0.3, 0.99])
def test_money_in_the_position_pays_a_part_of_the_debt(part: float) -> None:
    """Of a debt of 1000, 200 lie in the position; whoever wants a part of the debt gone brings it less what is taken of the 200."""
    rule, seen = HandOver(0.06), replace(UNSAFE, total_debt_value=np.full(3, 1000.0), debt=np.full(3, 800.0))
    taken = float(rule.taken(np.array([part]))[0])
    found = rule.part_of_debt(seen, np.full(3, 1000.0 * part - 200.0 * taken))
    assert found[0] == pytest.approx(part, rel=1e-12)


def test_whoever_brings_all_gets_all_however_much_money_is_there() -> None:
    rule, seen = HandOver(0.06), replace(UNSAFE, total_debt_value=np.full(3, 1000.0), debt=np.full(3, 1e-3))
    assert rule.part_of_debt(seen, np.full(3, 1e-3)).tolist() == [1.0, 1.0, 1.0]


def test_all_of_it_may_be_repaid() -> None:
    assert HandOver().largest_repayment(UNSAFE).tolist() == [800.0, 800.0, 0.0]
