"""What every funding rule must do: one is covered, with drawn parameters, once it is registered."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.market.funding import FUNDINGS
from firesale.market.funding.base import Conditions, FundingRule
from tests.market.parts import SIZES, parts

every_rule = pytest.mark.parametrize("kind", sorted(FUNDINGS))
few = settings(max_examples=100, deadline=None, derandomize=True)
M = SIZES["markets"]
numbers = st.integers(-30, 60).map(lambda tenths: 10.0 ** (tenths / 10.0))
prices = st.lists(numbers, min_size=M, max_size=M).map(np.array)
sizes = st.lists(st.just(0.0) | numbers, min_size=M, max_size=M).map(np.array)
ROUNDING = 1e-12


@st.composite
def conditions(draw: st.DrawFn) -> Conditions:
    """Any prices; nobody, one side or both sides open; any time since the last payment."""
    seconds = draw(st.sampled_from([0.0, 1.0, 3_600.0, 28_800.0, 1e7]))
    return Conditions(draw(prices), draw(prices), draw(sizes), draw(sizes), seconds)


def rule(data: st.DataObject, kind: str) -> FundingRule:
    part: Any = data.draw(parts(FUNDINGS[kind]))
    assert isinstance(part, FundingRule)
    return part


@every_rule
@few
@given(data=st.data(), at=conditions())
def test_the_rate_is_finite_and_at_most_the_largest(kind: str, data: st.DataObject, at: Conditions) -> None:
    part = rule(data, kind)
    rate = part.rate(at)
    assert rate.shape == (M,)
    assert np.isfinite(rate).all()
    assert np.all(np.abs(rate) <= getattr(part, "largest", 0.0))


@every_rule
@few
@given(data=st.data(), at=conditions(), fall=st.integers(1, 100))
def test_longs_never_pay_more_when_the_market_is_lower(
    kind: str, data: st.DataObject, at: Conditions, fall: int
) -> None:
    part = rule(data, kind)
    lower = part.rate(replace(at, mark=at.mark * fall / 100.0))
    assert np.all(lower <= part.rate(at) + ROUNDING)


@every_rule
@few
@given(data=st.data(), at=conditions())
def test_no_time_costs_nothing(kind: str, data: st.DataObject, at: Conditions) -> None:
    assert not rule(data, kind).rate(replace(at, seconds=0.0)).any()


@every_rule
@few
@given(data=st.data(), at=conditions(), factor=numbers)
def test_it_does_not_matter_in_what_prices_are_counted(
    kind: str, data: st.DataObject, at: Conditions, factor: float
) -> None:
    part = rule(data, kind)
    counted_otherwise = replace(at, mark=at.mark * factor, index=at.index * factor)
    assert part.rate(counted_otherwise) == pytest.approx(part.rate(at), rel=1e-9, abs=1e-9)
