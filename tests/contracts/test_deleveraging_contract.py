"""What every rule for auto-deleveraging must do: one is covered, with drawn parameters, once it is registered."""

from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.market.deleveraging import DELEVERAGINGS
from firesale.market.deleveraging.base import Candidates, Deleveraging
from tests.market.parts import parts

every_rule = pytest.mark.parametrize("kind", sorted(DELEVERAGINGS))
few = settings(max_examples=150, deadline=None, derandomize=True)
sizes = st.integers(-20, 40).map(lambda tenths: 10.0 ** (tenths / 10.0))
draws = st.integers(0, 999).map(lambda part: part / 1000.0)
ROUNDING = 1e-9


@st.composite
def candidates(draw: st.DrawFn) -> Candidates:
    """One to six positions; winners and losers, with accounts from nothing to much; some may not be closed at all."""
    count = draw(st.integers(1, 6))

    def column(one: st.SearchStrategy[float]) -> np.ndarray:
        return np.array(draw(st.lists(one, min_size=count, max_size=count)))

    size = column(sizes)
    return Candidates(
        size=size,
        most=size * column(st.sampled_from([0.0, 0.3, 1.0, 1.0])),
        profit=column(st.just(0.0) | sizes | sizes.map(lambda profit: -profit)),
        margin=size * column(sizes),
        notional=size * column(sizes),
        value=column(st.just(0.0) | sizes | sizes.map(lambda value: -value)),
    )


def rule(data: st.DataObject, kind: str) -> Deleveraging:
    part: Any = data.draw(parts(DELEVERAGINGS[kind]))
    assert isinstance(part, Deleveraging)
    return part


@every_rule
@few
@given(data=st.data(), line=candidates(), amount=sizes, chance=draws)
def test_everything_that_may_be_closed_is_closed_until_the_amount_is_reached(
    kind: str, data: st.DataObject, line: Candidates, amount: float, chance: float
) -> None:
    closed = rule(data, kind).closed(amount, line, chance)
    assert closed.shape == line.size.shape
    assert np.all((closed >= 0.0) & (closed <= line.most * (1.0 + ROUNDING)))
    assert float(closed.sum()) == pytest.approx(min(amount, float(line.most.sum())), rel=ROUNDING)


@every_rule
@few
@given(data=st.data(), line=candidates(), amount=sizes, chance=draws)
def test_a_larger_amount_takes_less_from_nobody(
    kind: str, data: st.DataObject, line: Candidates, amount: float, chance: float
) -> None:
    part = rule(data, kind)
    more = part.closed(2.0 * amount, line, chance)
    assert np.all(more >= part.closed(amount, line, chance) - ROUNDING * line.size.max())


@every_rule
@few
@given(data=st.data(), line=candidates(), amount=sizes, chance=draws)
def test_a_rule_changes_nothing_that_it_is_shown(
    kind: str, data: st.DataObject, line: Candidates, amount: float, chance: float
) -> None:
    before = [getattr(line, field.name).copy() for field in fields(line)]
    rule(data, kind).closed(amount, line, chance)
    assert all(np.array_equal(was, getattr(line, field.name)) for was, field in zip(before, fields(line), strict=True))
