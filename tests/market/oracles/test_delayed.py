"""Maker's OSM: cur, nxt and a poke once per hop, by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firesale.market.errors import BadValueError
from firesale.market.oracles.delayed import Delayed
from firesale.market.oracles.push import Push
from firesale.market.oracles.spot import Spot
from firesale.market.oracles.twap import Twap
from tests.market.oracles.by_hand import moving, observed, reports, states

OSM = Delayed(Spot(), delay=3600.0)
prices = st.lists(st.floats(1.0, 1000.0), min_size=1, max_size=12)


def test_a_price_that_is_taken_on_the_hour_is_used_one_hour_later() -> None:
    seen = [observed(1800.0 * i, 100.0 + i) for i in range(7)]
    assert reports(OSM, seen) == [100.0, 100.0, 100.0, 100.0, 102.0, 102.0, 104.0]


def test_a_crash_is_seen_only_after_an_hour() -> None:
    """12 March 2020 in small: half the price at 00:01 waits from 01:00 and is used at 02:00."""
    seen = [observed(0.0), observed(60.0, 50.0), observed(3600.0, 50.0), observed(7199.0, 50.0), observed(7200.0, 50.0)]
    assert reports(OSM, seen) == [100.0, 100.0, 100.0, 100.0, 50.0]


def test_a_price_that_is_taken_late_is_used_at_the_next_hour_all_the_same() -> None:
    """`zzz = prev(era())`: a poke at 01:59 opens the next one at 02:00."""
    seen = [observed(0.0), observed(7140.0, 90.0), observed(7200.0, 80.0), observed(7260.0, 70.0)]
    assert reports(OSM, seen) == [100.0, 100.0, 90.0, 90.0]


def test_after_a_long_silence_one_look_moves_it_by_one_price_only() -> None:
    seen = [observed(0.0), observed(3600.0, 90.0), observed(36_000.0, 10.0), observed(36_001.0, 10.0)]
    assert reports(OSM, seen) == [100.0, 100.0, 90.0, 90.0]


def test_a_second_look_at_the_same_time_changes_nothing() -> None:
    seen = [observed(0.0), observed(3600.0, 90.0), observed(3600.0, 80.0), observed(7200.0, 70.0)]
    assert reports(OSM, seen) == [100.0, 100.0, 100.0, 90.0]


def test_the_moment_the_time_and_the_window_are_those_of_the_value_shown() -> None:
    last = states(Delayed(Twap(window=60.0), delay=120.0), moving(100.0, 101.0, 102.0, 103.0, 104.0))[-1]
    assert (last.prices[1], last.moment[1], last.seen_at[1], last.window[1]) == (102.0, 20, 120.0, 60.0)


def test_nothing_within_a_round_moves_it_even_if_it_waits_for_a_live_oracle() -> None:
    assert not OSM.live
    state = OSM.start(observed(0.0))
    assert OSM.look(state, observed(0.0, 1.0)) is state


@given(seen=prices)
def test_with_a_delay_of_one_step_it_is_the_inner_oracle_a_step_ago(seen: list[float]) -> None:
    for inner in (Spot(), Push(deviation=0.2), Twap(window=100.0)):
        before = reports(inner, moving(*seen))
        assert reports(Delayed(inner, delay=60.0), moving(*seen)) == [before[0], *before[:-1]]


@given(seen=prices, steps=st.integers(1, 4))
def test_on_the_multiples_of_a_delay_of_k_steps_it_is_the_inner_oracle_k_steps_ago(
    seen: list[float], steps: int
) -> None:
    shown = reports(Delayed(Spot(), delay=60.0 * steps), moving(*seen))
    for i in range(0, len(seen), steps):
        assert shown[i] == seen[max(0, i - steps)]


@given(seen=prices, times=st.integers(1, 4))
def test_delays_of_one_step_inside_each_other_add_up(seen: list[float], times: int) -> None:
    oracle: Delayed | Spot = Spot()
    for _ in range(times):
        oracle = Delayed(oracle, delay=60.0)
    assert reports(oracle, moving(*seen)) == [seen[max(0, i - times)] for i in range(len(seen))]


def test_a_delay_of_nothing_is_refused() -> None:
    with pytest.raises(BadValueError, match=r"Delayed.delay"):
        Delayed(Spot(), delay=0.0)
