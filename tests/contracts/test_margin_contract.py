"""What every margin rule must do: one is covered, with drawn parameters, once it is registered."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.market.arrays import FloatArray
from firesale.market.margin import MARGINS
from firesale.market.margin.base import MarginRule, Positions
from firesale.market.modes.efficiency_mode import EfficiencyMode
from tests.market.parts import SIZES, parts

every_rule = pytest.mark.parametrize("kind", sorted(MARGINS))
few = settings(max_examples=80, deadline=None, derandomize=True)
K, D = SIZES["collateral"], SIZES["debt"]
units = st.just(0.0) | st.integers(-20, 60).map(lambda tenths: 10.0 ** (tenths / 10.0))
prices = st.integers(-30, 50).map(lambda tenths: 10.0 ** (tenths / 10.0))
ratios = st.integers(1, 400).map(lambda part: part / 100.0)
ROUNDING = 1e-12


def columns(numbers: st.SearchStrategy[float], width: int) -> st.SearchStrategy[FloatArray]:
    return st.lists(numbers, min_size=width, max_size=width).map(np.array)


def tables(numbers: st.SearchStrategy[float], width: int) -> st.SearchStrategy[FloatArray]:
    return st.lists(st.lists(numbers, min_size=width, max_size=width), min_size=4, max_size=4).map(np.array)


@st.composite
def positions(draw: st.DrawFn) -> Positions:
    """Four positions; some collaterals and debts are nothing."""
    return Positions(draw(tables(units, K)), draw(tables(units, D)), draw(columns(prices, K)), draw(columns(prices, D)))


def rule(data: st.DataObject, kind: str) -> MarginRule:
    part: Any = data.draw(parts(MARGINS[kind], inside={EfficiencyMode: parts(EfficiencyMode)}))
    assert isinstance(part, MarginRule)
    return part


@every_rule
@few
@given(data=st.data(), at=positions())
def test_health_is_not_negative_and_infinite_without_debt(kind: str, data: st.DataObject, at: Positions) -> None:
    health = rule(data, kind).health(at)
    assert health.shape == (4,)
    assert np.all(health >= 0.0)
    assert np.all(np.isinf(health[~at.debt.any(axis=1)]))


@every_rule
@few
@given(data=st.data(), at=positions())
def test_debt_without_collateral_is_unsafe_and_may_not_be_opened(kind: str, data: st.DataObject, at: Positions) -> None:
    margin, bare = rule(data, kind), replace(at, collateral=np.zeros((4, K)))
    owing = at.debt.any(axis=1)
    assert np.all(margin.health(bare)[owing] < 1.0)
    assert not margin.may_open(bare)[owing].any()


@every_rule
@few
@given(data=st.data(), at=positions())
def test_what_may_be_opened_is_safe(kind: str, data: st.DataObject, at: Positions) -> None:
    margin = rule(data, kind)
    assert np.all(margin.health(at)[margin.may_open(at)] >= 1.0 - ROUNDING)


@every_rule
@few
@given(data=st.data(), at=positions(), more=columns(units, K), column=st.integers(0, K - 1), dearer=ratios)
def test_more_or_dearer_collateral_does_not_lower_health(
    kind: str, data: st.DataObject, at: Positions, more: FloatArray, column: int, dearer: float
) -> None:
    margin = rule(data, kind)
    health = margin.health(at) * (1.0 - ROUNDING)
    assert np.all(margin.health(replace(at, collateral=at.collateral + more)) >= health)
    price = at.collateral_price.copy()
    price[column] *= 1.0 + dearer
    assert np.all(margin.health(replace(at, collateral_price=price)) >= health)


@every_rule
@few
@given(data=st.data(), at=positions(), more=columns(units, D), column=st.integers(0, D - 1), dearer=ratios)
def test_more_or_dearer_debt_does_not_raise_health(
    kind: str, data: st.DataObject, at: Positions, more: FloatArray, column: int, dearer: float
) -> None:
    margin = rule(data, kind)
    health = margin.health(at) * (1.0 + ROUNDING)
    assert np.all(margin.health(replace(at, debt=at.debt + more)) <= health)
    price = at.debt_price.copy()
    price[column] *= 1.0 + dearer
    assert np.all(margin.health(replace(at, debt_price=price)) <= health)


@every_rule
@few
@given(data=st.data(), at=positions(), fall=columns(ratios, K), rise=columns(ratios, D))
def test_health_falls_at_most_by_the_worst_fall_over_the_worst_rise(
    kind: str, data: st.DataObject, at: Positions, fall: FloatArray, rise: FloatArray
) -> None:
    """The law that the watch list is built on."""
    margin = rule(data, kind)
    later = replace(at, collateral_price=at.collateral_price * fall, debt_price=at.debt_price * rise)
    bound = margin.health(at) * (fall.min() / rise.max())
    assert np.all(margin.health(later) >= bound * (1.0 - ROUNDING))


@every_rule
@few
@given(data=st.data(), at=positions(), factor=prices)
def test_it_does_not_matter_in_what_prices_are_counted(
    kind: str, data: st.DataObject, at: Positions, factor: float
) -> None:
    margin = rule(data, kind)
    counted_otherwise = replace(at, collateral_price=at.collateral_price * factor, debt_price=at.debt_price * factor)
    assert margin.health(counted_otherwise) == pytest.approx(margin.health(at), rel=1e-12)


@every_rule
@few
@given(data=st.data(), at=positions())
def test_a_position_has_the_same_bits_alone_and_among_others(kind: str, data: st.DataObject, at: Positions) -> None:
    margin = rule(data, kind)
    health, may_open = margin.health(at), margin.may_open(at)
    for row in range(4):
        alone = replace(at, collateral=at.collateral[[row]], debt=at.debt[[row]])
        assert margin.health(alone).tolist() == [health[row]]
        assert margin.may_open(alone).tolist() == [may_open[row]]


@every_rule
@few
@given(data=st.data(), at=positions())
def test_a_rule_changes_nothing_that_it_is_shown(kind: str, data: st.DataObject, at: Positions) -> None:
    before = [column.copy() for column in (at.collateral, at.debt, at.collateral_price, at.debt_price)]
    margin = rule(data, kind)
    margin.health(at)
    margin.may_open(at)
    after = (at.collateral, at.debt, at.collateral_price, at.debt_price)
    assert all(np.array_equal(one, other) for one, other in zip(before, after, strict=True))
