"""What every margin requirement of perpetuals must do: one is covered, with drawn parameters, once it is registered."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.market.arrays import FloatArray
from firesale.market.requirements import REQUIREMENTS
from firesale.market.requirements.base import Requirement
from tests.market.parts import SIZES, parts

every_requirement = pytest.mark.parametrize("kind", sorted(REQUIREMENTS))
few = settings(max_examples=80, deadline=None, derandomize=True)
N, M = 4, SIZES["markets"]
values = st.just(0.0) | st.integers(-20, 100).map(lambda tenths: 10.0 ** (tenths / 10.0))
tables = st.lists(st.lists(values, min_size=M, max_size=M), min_size=N, max_size=N).map(np.array)
columns = st.lists(values, min_size=M, max_size=M).map(np.array)
ROUNDING = 1e-12


def rule(data: st.DataObject, kind: str) -> Requirement:
    part: Any = data.draw(parts(REQUIREMENTS[kind]))
    assert isinstance(part, Requirement)
    return part


@every_requirement
@few
@given(data=st.data(), notional=tables, open_value=columns)
def test_maintenance_is_at_most_the_initial_requirement_and_both_are_in_range(
    kind: str, data: st.DataObject, notional: FloatArray, open_value: FloatArray
) -> None:
    part = rule(data, kind)
    initial, maintenance = part.initial(notional, open_value), part.maintenance(notional)
    assert initial.shape == maintenance.shape == (N, M)
    assert np.all(maintenance >= -ROUNDING * notional)
    assert np.all(maintenance <= initial * (1.0 + ROUNDING))
    assert np.all(initial <= notional * (1.0 + ROUNDING))
    assert not initial[notional == 0.0].any()
    assert not maintenance[notional == 0.0].any()


@every_requirement
@few
@given(data=st.data(), notional=tables, more=tables, open_value=columns)
def test_a_larger_position_never_needs_less(
    kind: str, data: st.DataObject, notional: FloatArray, more: FloatArray, open_value: FloatArray
) -> None:
    part = rule(data, kind)
    larger = notional + more
    rounding = ROUNDING * larger
    assert np.all(part.maintenance(larger) >= part.maintenance(notional) - rounding)
    assert np.all(part.initial(larger, open_value) >= part.initial(notional, open_value) - rounding)


@every_requirement
@few
@given(data=st.data(), notional=tables, open_value=columns, more=columns)
def test_more_open_interest_never_lowers_what_is_needed(
    kind: str, data: st.DataObject, notional: FloatArray, open_value: FloatArray, more: FloatArray
) -> None:
    part = rule(data, kind)
    before, after = part.initial(notional, open_value), part.initial(notional, open_value + more)
    assert np.all(after >= before * (1.0 - ROUNDING))


@every_requirement
@few
@given(data=st.data(), notional=tables, open_value=columns)
def test_a_position_has_the_same_bits_alone_and_among_others(
    kind: str, data: st.DataObject, notional: FloatArray, open_value: FloatArray
) -> None:
    part = rule(data, kind)
    initial, maintenance = part.initial(notional, open_value), part.maintenance(notional)
    for row in range(N):
        assert np.array_equal(part.initial(notional[[row]], open_value)[0], initial[row])
        assert np.array_equal(part.maintenance(notional[[row]])[0], maintenance[row])
