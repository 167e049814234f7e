"""What every oracle must do: one is covered, with drawn parameters, once it is registered."""

from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.market.arrays import FloatArray
from firesale.market.oracles import ORACLES
from firesale.market.oracles.base import Observation, Oracle, OracleState
from firesale.market.oracles.confidence_adjusted import ConfidenceAdjusted
from firesale.market.oracles.wrapper import Wrapper
from tests.market.parts import parts

every_oracle = pytest.mark.parametrize("kind", sorted(ORACLES))
few = settings(max_examples=100, deadline=None, derandomize=True)
ASSETS = 3
prices = st.lists(
    st.integers(-60, 60).map(lambda tenths: 10.0 ** (tenths / 10.0)), min_size=ASSETS, max_size=ASSETS
).map(np.array)
gaps = st.sampled_from([0.0, 0.25, 12.0, 60.0, 3600.0, 86_400.0])
histories = st.lists(st.tuples(gaps, prices), min_size=1, max_size=25)
ROUNDING = 1e-5
"""A mean over milliseconds is the difference of two sums over weeks: that much of a double is lost."""


simple = st.sampled_from([kind for kind in ORACLES if not issubclass(ORACLES[kind], Wrapper)])
inner = simple.flatmap(lambda kind: parts(ORACLES[kind]))
once_wrapped = st.sampled_from(sorted(ORACLES)).flatmap(lambda kind: parts(ORACLES[kind], inside={Oracle: inner}))


def drawn(data: st.DataObject, kind: str) -> Oracle:
    """An oracle of this kind; one that is made of others has up to two layers inside."""
    part: Any = data.draw(parts(ORACLES[kind], inside={Oracle: inner | once_wrapped}))
    assert isinstance(part, Oracle)
    return part


def invents(oracle: Oracle) -> bool:
    """Whether it reports prices on purpose that nobody saw: only the one that adds a margin does."""
    return isinstance(oracle, ConfidenceAdjusted) or any(map(invents, oracle.inside))


def observations(history: list[tuple[float, FloatArray]]) -> list[Observation]:
    times = np.cumsum([gap for gap, _ in history])
    return [
        Observation(time, seen, moment)
        for moment, (time, (_, seen)) in enumerate(zip(times.tolist(), history, strict=True))
    ]


def reports(oracle: Oracle, seen: list[Observation]) -> list[OracleState]:
    states = [oracle.start(seen[0])]
    for observation in seen[1:]:
        states.append(oracle.report(states[-1], observation))
    return states


@every_oracle
@few
@given(data=st.data(), history=histories, price=prices)
def test_a_source_that_does_not_move_gives_a_report_that_does_not_move(
    kind: str, data: st.DataObject, history: list[tuple[float, FloatArray]], price: FloatArray
) -> None:
    still = observations([(gap, price) for gap, _ in history])
    for state in reports(drawn(data, kind), still):
        assert state.prices == pytest.approx(price, rel=1e-6)


@every_oracle
@few
@given(data=st.data(), history=histories)
def test_a_report_lies_within_what_was_observed(
    kind: str, data: st.DataObject, history: list[tuple[float, FloatArray]]
) -> None:
    oracle, seen = drawn(data, kind), observations(history)
    if invents(oracle):
        return
    for number, state in enumerate(reports(oracle, seen), start=1):
        so_far = np.array([observation.prices for observation in seen[:number]])
        largest = so_far.max(axis=0)
        assert np.all(state.prices >= so_far.min(axis=0) * (1.0 - ROUNDING) - ROUNDING * largest)
        assert np.all(state.prices <= largest * (1.0 + ROUNDING))


@every_oracle
@few
@given(data=st.data(), history=histories)
def test_equal_observations_give_equal_reports(
    kind: str, data: st.DataObject, history: list[tuple[float, FloatArray]]
) -> None:
    oracle, seen = drawn(data, kind), observations(history)
    for one, other in zip(reports(oracle, seen), reports(oracle, seen), strict=True):
        assert np.array_equal(one.prices, other.prices)


@every_oracle
@few
@given(data=st.data(), history=histories)
def test_a_report_says_which_observation_was_the_newest_in_it(
    kind: str, data: st.DataObject, history: list[tuple[float, FloatArray]]
) -> None:
    seen = observations(history)
    times = np.array([observation.time for observation in seen])
    for number, state in enumerate(reports(drawn(data, kind), seen)):
        assert np.all((state.moment >= 0) & (state.moment <= number))
        assert np.array_equal(times[state.moment], state.seen_at)
        assert np.all((state.window >= 0.0) & (state.window <= state.seen_at))


@every_oracle
@few
@given(data=st.data(), history=histories, now=prices)
def test_only_a_live_oracle_is_moved_within_a_round(
    kind: str, data: st.DataObject, history: list[tuple[float, FloatArray]], now: FloatArray
) -> None:
    oracle, seen = drawn(data, kind), observations(history)
    state = reports(oracle, seen)[-1]
    again = Observation(seen[-1].time, now, len(seen))
    found, remembered = oracle.look(state, again), _copied(state)
    assert oracle.live or np.array_equal(found.prices, state.prices)
    assert np.array_equal(oracle.look(state, again).prices, found.prices)
    assert _copied(state) == remembered


@every_oracle
@few
@given(data=st.data(), history=histories, column=st.integers(0, ASSETS - 1), otherwise=prices)
def test_an_asset_is_reported_whatever_the_others_do(
    kind: str, data: st.DataObject, history: list[tuple[float, FloatArray]], column: int, otherwise: FloatArray
) -> None:
    oracle, others = drawn(data, kind), [other for other in range(ASSETS) if other != column]
    moved = [(gap, np.where(np.isin(np.arange(ASSETS), others), otherwise, seen)) for gap, seen in history]
    for one, other in zip(reports(oracle, observations(history)), reports(oracle, observations(moved)), strict=True):
        assert one.prices[column] == other.prices[column]


@every_oracle
@few
@given(data=st.data(), history=histories)
def test_a_report_changes_neither_what_was_observed_nor_what_was_remembered(
    kind: str, data: st.DataObject, history: list[tuple[float, FloatArray]]
) -> None:
    seen = observations(history)
    before = [observation.prices.copy() for observation in seen]
    oracle = drawn(data, kind)
    state = oracle.start(seen[0])
    for observation in seen[1:]:
        remembered = _copied(state)
        later = oracle.report(state, observation)
        assert _copied(state) == remembered
        state = later
    assert all(np.array_equal(one.prices, other) for one, other in zip(seen, before, strict=True))


def _copied(thing: Any) -> Any:
    """Everything inside, as plain values."""
    if isinstance(thing, np.ndarray):
        return thing.tolist()
    if isinstance(thing, tuple):
        return [_copied(part) for part in thing]
    if is_dataclass(thing):
        return [_copied(getattr(thing, field.name)) for field in fields(thing)]
    return thing
