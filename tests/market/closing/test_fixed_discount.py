import numpy as np

from firesale.market.closing.base import UnsafePosition
from firesale.market.closing.fixed_discount import FixedDiscount

RULE = FixedDiscount(discount=0.02, fee=0.01, part=0.25, whole_value=50.0)


def unsafe(size: float, value: float, mark: float = 100.0, requirement: float = 60.0) -> UnsafePosition:
    one = [np.array([number]) for number in (size, mark, requirement, value, requirement)]
    return UnsafePosition(*one)


def test_longs_are_sold_below_the_mark_and_shorts_bought_above_it() -> None:
    assert RULE.price(unsafe(10.0, 50.0)).tolist() == [98.0]
    assert RULE.price(unsafe(-10.0, 50.0)).tolist() == [102.0]


def test_a_quarter_is_closed_while_little_is_missing_and_all_below_two_thirds() -> None:
    assert RULE.largest(unsafe(10.0, 50.0)).tolist() == [2.5]
    assert RULE.largest(unsafe(10.0, 39.0)).tolist() == [10.0]


def test_a_small_position_is_closed_as_a_whole() -> None:
    assert RULE.largest(unsafe(0.4, 50.0)).tolist() == [0.4]


def test_the_fund_takes_at_most_a_part_of_the_value_closed() -> None:
    assert RULE.largest_fee(np.array([500.0])).tolist() == [5.0]
