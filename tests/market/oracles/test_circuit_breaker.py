from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firesale.market.errors import BadValueError
from firesale.market.oracles.circuit_breaker import CircuitBreaker
from firesale.market.oracles.push import Push
from firesale.market.oracles.spot import Spot
from tests.market.oracles.by_hand import moving, observed, reports, states

LLAMMA = CircuitBreaker(Spot(), largest_move=0.25, interval=0.0, quiet=120.0)
"""crvUSD: at most x 1.25 from one look to the next while less than two minutes have passed."""
HALT = CircuitBreaker(Spot(), largest_move=0.1, interval=300.0, then="freeze", freeze=600.0)
prices = st.lists(st.floats(1.0, 1000.0), min_size=2, max_size=12)


def test_a_fall_goes_through_in_steps_of_1_25() -> None:
    assert reports(LLAMMA, moving(3000.0, 1500.0, 1500.0, 1500.0, 1500.0)) == [3000.0, 2400.0, 1920.0, 1536.0, 1500.0]


def test_a_rise_goes_through_in_steps_of_1_25() -> None:
    assert reports(LLAMMA, moving(1000.0, 2000.0, 2000.0, 2000.0, 2000.0)) == [1000.0, 1250.0, 1562.5, 1953.125, 2000.0]


def test_after_two_minutes_without_a_look_any_price_is_taken() -> None:
    assert reports(LLAMMA, moving(3000.0, 1500.0, every=119.0)) == [3000.0, 2400.0]
    assert reports(LLAMMA, moving(3000.0, 1500.0, every=120.0)) == [3000.0, 1500.0]


def test_within_an_interval_a_move_is_measured_from_its_beginning() -> None:
    oracle = CircuitBreaker(Spot(), largest_move=0.25, interval=120.0)
    assert reports(oracle, moving(100.0, 50.0, 50.0, 50.0, 50.0)) == [100.0, 80.0, 64.0, 64.0, 51.2]


def test_several_looks_at_one_time_are_measured_from_what_was_reported_before_it() -> None:
    seen = [observed(0.0), observed(60.0, 50.0), observed(60.0, 50.0), observed(120.0, 50.0)]
    assert reports(LLAMMA, seen) == [100.0, 80.0, 80.0, 64.0]


def test_a_halt_stands_still_and_then_takes_any_price() -> None:
    seen = moving(100.0, 95.0, 80.0, 70.0, 60.0, 50.0, 46.0, every=200.0)
    assert reports(HALT, seen) == [100.0, 95.0, 95.0, 95.0, 95.0, 50.0, 46.0]


def test_a_report_that_stands_still_keeps_where_it_came_from_and_grows_old() -> None:
    last = states(HALT, moving(100.0, 95.0, 80.0, 70.0, every=200.0))[-1]
    assert (last.moment[1], last.seen_at[1]) == (10, 200.0)
    assert (last.moment[0], last.seen_at[0]) == (30, 600.0)  # the numeraire does not stand still


def test_a_report_that_is_limited_keeps_the_moment_of_what_it_looked_at() -> None:
    assert states(LLAMMA, moving(3000.0, 1500.0))[-1].moment.tolist() == [10, 10, 10]


def test_what_is_read_within_a_round_is_limited_too() -> None:
    assert LLAMMA.live
    assert not CircuitBreaker(Push()).live
    first = LLAMMA.start(observed(0.0))
    later = LLAMMA.report(first, observed(60.0, 100.0))
    assert LLAMMA.look(later, observed(60.0, 1.0)).prices[1] == 80.0


@given(seen=prices, move=st.floats(0.01, 1.0))
def test_from_one_time_to_the_next_no_report_moves_further_than_allowed(seen: list[float], move: float) -> None:
    for before, after in pairwise(reports(CircuitBreaker(Spot(), largest_move=move, interval=0.0), moving(*seen))):
        assert 1.0 / (1.0 + move) - 1e-12 <= after / before <= 1.0 + move + 1e-12


@given(seen=prices, move=st.floats(0.01, 1.0), steps=st.integers(1, 4))
def test_within_an_interval_no_report_is_further_from_its_beginning_than_allowed(
    seen: list[float], move: float, steps: int
) -> None:
    found = reports(CircuitBreaker(Spot(), largest_move=move, interval=60.0 * steps), moving(*seen))
    for begin in range(0, len(seen), steps):
        reference = found[max(0, begin - 1)]
        for report in found[begin : begin + steps]:
            assert 1.0 / (1.0 + move) - 1e-12 <= report / reference <= 1.0 + move + 1e-12


@given(seen=prices, move=st.floats(0.01, 1.0))
def test_a_second_equal_breaker_changes_nothing(seen: list[float], move: float) -> None:
    one = CircuitBreaker(Spot(), largest_move=move, interval=0.0)
    two = CircuitBreaker(one, largest_move=move * (1.0 + 1e-9), interval=0.0)
    assert reports(two, moving(*seen)) == reports(one, moving(*seen))


@pytest.mark.parametrize(
    ("field", "value"), [("largest_move", 0.0), ("interval", -1.0), ("freeze", -1.0), ("quiet", -1.0)]
)
def test_a_parameter_out_of_range_is_refused(field: str, value: Any) -> None:
    with pytest.raises(BadValueError, match=f"CircuitBreaker.{field}: received"):
        CircuitBreaker(Spot(), **{field: value})
