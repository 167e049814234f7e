"""What every margin engine must do: one is covered, with drawn parameters, once it is registered."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.market.checks import ExchangeName
from firesale.market.margin.loan_to_value import LoanToValue
from firesale.market.margin.moved import moved
from firesale.market.margin_engines import MARGIN_ENGINES
from firesale.market.margin_engines.base import EngineState, MarginEngine, MarginObservation
from firesale.market.venues.constant_product import ConstantProductCurve
from tests.market.parts import parts

every_engine = pytest.mark.parametrize("kind", sorted(MARGIN_ENGINES))
few = settings(max_examples=25, deadline=None, derandomize=True)
ASSETS = ("ETH", "BTC")
ACCOUNTS = 4
ROUNDING = 1e-9
fractions = st.integers(0, 100).map(lambda part: part / 100.0)
amounts = st.just(0.0) | st.integers(-20, 60).map(lambda tenths: 10.0 ** (tenths / 10.0))
prices = st.integers(-30, 50).map(lambda tenths: 10.0 ** (tenths / 10.0))


def engine(data: st.DataObject, kind: str) -> MarginEngine:
    part: Any = data.draw(parts(MARGIN_ENGINES[kind], inside={ExchangeName: st.just("swap")}))
    assert isinstance(part, MarginEngine)
    return part


@st.composite
def histories(draw: st.DrawFn) -> list[MarginObservation]:
    """A handful of looks, some of them at the same moment, the first before anybody owes."""
    times = np.cumsum(
        [0.0, *draw(st.lists(st.sampled_from((0.0, 60.0, 3600.0, 86_400.0, 1e7)), min_size=2, max_size=6))]
    )
    found = []
    for time in times.tolist():
        price = np.array([draw(prices), draw(prices)])
        reserve = max(1e-3, draw(amounts))
        curve = ConstantProductCurve("ETH", "USDC", draw(fractions) * 0.5, reserve, reserve * float(price[0]))
        owing = np.array(draw(st.lists(st.booleans(), min_size=ACCOUNTS, max_size=ACCOUNTS)))
        closed = np.array(sorted(draw(st.sets(st.integers(0, ACCOUNTS - 1)))), dtype=np.int64)
        exposure = np.array([draw(amounts), draw(amounts)])
        found.append(MarginObservation(time, price, exposure, ASSETS, {"swap": curve}, owing, closed))
    return found


rules = st.tuples(fractions, fractions).map(np.array)


def states(part: MarginEngine, rule: Any, history: list[MarginObservation]) -> list[EngineState]:
    found = [part.start(rule, history[0])]
    for observation in history[1:]:
        found.append(part.look(found[-1], observation))
    return found


@every_engine
@few
@given(data=st.data(), rule=rules, history=histories())
def test_haircuts_lie_between_floor_and_ceiling(
    kind: str, data: st.DataObject, rule: Any, history: list[MarginObservation]
) -> None:
    part = engine(data, kind)
    for state in states(part, rule, history):
        assert state.demand.haircut.shape == (2,)
        assert np.all((state.demand.haircut >= part.floor) & (state.demand.haircut <= part.ceiling))


@every_engine
@few
@given(data=st.data(), rule=rules, history=histories())
def test_they_never_move_faster_than_their_limits(
    kind: str, data: st.DataObject, rule: Any, history: list[MarginObservation]
) -> None:
    part = engine(data, kind)
    found = states(part, rule, history)
    for before, after in pairwise(found):
        hours, change = (after.time - before.time) / 3600.0, after.demand.haircut - before.demand.haircut
        assert np.all(change <= (part.largest_rise * hours if hours else 0.0) + ROUNDING)
        assert np.all(-change <= (part.largest_fall * hours if hours else 0.0) + ROUNDING)


@every_engine
@few
@given(data=st.data(), rule=rules, history=histories())
def test_correlations_are_those_of_something_and_standing_is_not_negative(
    kind: str, data: st.DataObject, rule: Any, history: list[MarginObservation]
) -> None:
    for state in states(engine(data, kind), rule, history):
        if state.demand.correlation is not None:
            assert np.linalg.eigvalsh(state.demand.correlation).min() >= -ROUNDING
            assert np.diag(state.demand.correlation) == pytest.approx([1.0, 1.0])
        if state.demand.standing is not None:
            assert state.demand.standing.shape == (ACCOUNTS,)
            assert np.all(state.demand.standing >= 0.0)
            assert np.all(np.isfinite(state.demand.standing))


@every_engine
@few
@given(data=st.data(), rule=rules, history=histories(), cut=st.integers(1, 6), factor=prices)
def test_what_comes_later_changes_nothing_now(
    kind: str, data: st.DataObject, rule: Any, history: list[MarginObservation], cut: int, factor: float
) -> None:
    part = engine(data, kind)
    other = history[:cut] + [replace(one, price=one.price * factor) for one in history[cut:]]
    for one, same in zip(states(part, rule, history)[:cut], states(part, rule, other)[:cut], strict=True):
        assert one.demand.haircut.tolist() == same.demand.haircut.tolist()


@every_engine
@few
@given(data=st.data(), rule=rules, history=histories())
def test_the_same_looks_give_the_same_demand_and_change_nothing_that_was_shown(
    kind: str, data: st.DataObject, rule: Any, history: list[MarginObservation]
) -> None:
    part = engine(data, kind)
    before = [(one.price.copy(), one.exposure.copy(), one.owing.copy()) for one in history]
    first, again = states(part, rule, history)[-1], states(part, rule, history)[-1]
    assert first.demand.haircut.tolist() == again.demand.haircut.tolist()
    for one, (price, exposure, owing) in zip(history, before, strict=True):
        assert np.array_equal(one.price, price)
        assert np.array_equal(one.exposure, exposure)
        assert np.array_equal(one.owing, owing)


@every_engine
@few
@given(data=st.data(), rule=rules, history=histories(), share=fractions)
def test_a_larger_haircut_of_the_rule_never_means_a_smaller_one_in_force(
    kind: str, data: st.DataObject, rule: Any, history: list[MarginObservation], share: float
) -> None:
    part, stricter = engine(data, kind), rule + (1.0 - rule) * share
    for one, other in zip(states(part, rule, history), states(part, stricter, history), strict=True):
        assert np.all(other.demand.haircut >= one.demand.haircut - ROUNDING)


@every_engine
@few
@given(data=st.data(), rule=rules, history=histories(), more=amounts)
def test_more_pledged_never_means_a_smaller_haircut(
    kind: str, data: st.DataObject, rule: Any, history: list[MarginObservation], more: float
) -> None:
    part = engine(data, kind)
    fuller = [replace(one, exposure=one.exposure + more) for one in history]
    for one, other in zip(states(part, rule, history), states(part, rule, fuller), strict=True):
        assert np.all(other.demand.haircut >= one.demand.haircut - ROUNDING)


@every_engine
@few
@given(data=st.data(), rule=rules, history=histories(), opening=fractions)
def test_what_it_asks_for_is_a_rule_that_a_pool_can_have(
    kind: str, data: st.DataObject, rule: Any, history: list[MarginObservation], opening: float
) -> None:
    own = LoanToValue((1.0 - rule) * opening, 1.0 - rule)
    for state in states(engine(data, kind), rule, history):
        in_force = moved(own, state.demand)
        assert np.all(in_force.loan_to_value <= in_force.liquidation_threshold)


@pytest.mark.parametrize("kind", ["volatility_scaled", "first_passage", "basket"])
@few
@given(data=st.data(), rule=rules, wider=st.integers(1, 30))
def test_a_larger_move_never_means_a_smaller_haircut(kind: str, data: st.DataObject, rule: Any, wider: int) -> None:
    part, later = engine(data, kind), 1e8
    haircuts = []
    for move in (0.1, 0.1 * wider):
        looks = [
            MarginObservation(time, np.full(2, price), np.zeros(2), ASSETS)
            for time, price in ((0.0, 1.0), (later, float(np.exp(-move))))
        ]
        haircuts.append(states(part, rule, looks)[-1].demand.haircut)
    assert np.all(haircuts[1] >= haircuts[0] - ROUNDING)
