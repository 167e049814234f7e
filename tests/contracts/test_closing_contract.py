"""What every rule for closing unsafe perpetual positions must do: one is covered, with drawn parameters, once it is registered."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.market.closing import CLOSINGS
from firesale.market.closing.base import ClosingRule, UnsafePosition
from tests.market.parts import parts

every_rule = pytest.mark.parametrize("kind", sorted(CLOSINGS))
few = settings(max_examples=120, deadline=None, derandomize=True)
N = 5
numbers = st.integers(-30, 50).map(lambda tenths: 10.0 ** (tenths / 10.0))
columns = st.lists(numbers, min_size=N, max_size=N).map(np.array)
signs = st.lists(st.sampled_from([-1.0, 1.0]), min_size=N, max_size=N).map(np.array)
parts_of = st.lists(st.integers(1, 100).map(lambda part: part / 100.0), min_size=N, max_size=N).map(np.array)
healths = st.lists(st.floats(-3.0, 0.999), min_size=N, max_size=N).map(np.array)
ROUNDING = 1e-9


@st.composite
def unsafe(draw: st.DrawFn) -> UnsafePosition:
    """Longs and shorts of accounts in debt and of accounts just below their requirement, alone or beside other positions."""
    size, mark = draw(columns), draw(columns)
    needed = size * mark * draw(parts_of)
    total = needed / draw(parts_of)
    return UnsafePosition(size * draw(signs), mark, needed, draw(healths) * total, total)


def rule(data: st.DataObject, kind: str) -> ClosingRule:
    part: Any = data.draw(parts(CLOSINGS[kind]))
    assert isinstance(part, ClosingRule)
    return part


@every_rule
@few
@given(data=st.data(), at=unsafe())
def test_the_price_is_not_negative_and_never_better_for_the_owner_than_the_mark(
    kind: str, data: st.DataObject, at: UnsafePosition
) -> None:
    price = rule(data, kind).price(at)
    assert price.shape == (N,)
    assert np.all(price >= -ROUNDING * at.mark)
    assert np.all(np.sign(at.size) * (price - at.mark) <= ROUNDING * at.mark)


@every_rule
@few
@given(data=st.data(), at=unsafe())
def test_some_of_the_position_may_be_closed_and_at_most_all_of_it(
    kind: str, data: st.DataObject, at: UnsafePosition
) -> None:
    largest = rule(data, kind).largest(at)
    assert np.all((largest > 0.0) & (largest <= np.abs(at.size)))


@every_rule
@few
@given(data=st.data(), value=columns)
def test_the_fund_takes_at_most_what_is_closed(kind: str, data: st.DataObject, value: np.ndarray) -> None:
    fee = rule(data, kind).largest_fee(value)
    assert np.all((fee >= 0.0) & (fee <= value))


@every_rule
@few
@given(data=st.data(), at=unsafe())
def test_a_lower_value_never_gives_the_owner_a_better_price(kind: str, data: st.DataObject, at: UnsafePosition) -> None:
    part = rule(data, kind)
    poorer = UnsafePosition(
        at.size, at.mark, at.requirement, at.value - 0.3 * at.total_requirement, at.total_requirement
    )
    assert np.all(np.sign(at.size) * (part.price(poorer) - part.price(at)) <= ROUNDING * at.mark)
