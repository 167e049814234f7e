"""Liquity's PriceFeed by hand: 4 hours, 50 % from round to round, 5 % between the two oracles."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firesale.market.errors import BadValueError
from firesale.market.oracles.base import Observation
from firesale.market.oracles.push import Push
from firesale.market.oracles.spot import Spot
from firesale.market.oracles.stale_fallback import StaleFallback
from tests.market.oracles.by_hand import observed, reports, states

HOUR = 3600.0
SPOTS = StaleFallback(Spot(sources=("a",)), Spot(sources=("b",)))
SLOW = StaleFallback(Push(deviation=0.2, heartbeat=1e9, sources=("a",)), Spot(sources=("b",)))
"""The primary speaks only after a move of 20 %."""


def pairs(*shown: tuple[float, float], every: float = HOUR) -> list[Observation]:
    """What a and b show, one observation each interval."""
    return [observed(i * every, moment=10 * i, a=a, b=b) for i, (a, b) in enumerate(shown)]


def test_the_primary_is_used_while_it_is_young() -> None:
    assert reports(SPOTS, pairs((200.0, 201.0), (190.0, 250.0))) == [200.0, 190.0]


def test_after_four_hours_without_a_round_the_secondary_is_used_and_not_before() -> None:
    seen = [*pairs((200.0, 200.0)), observed(4 * HOUR, a=201.0, b=210.0), observed(4 * HOUR + 1.0, a=201.0, b=210.0)]
    assert reports(SLOW, seen) == [200.0, 200.0, 210.0]


def test_a_primary_that_is_back_and_agrees_is_used_again() -> None:
    found = states(SLOW, pairs((200.0, 200.0), (200.0, 210.0), (260.0, 250.0), every=5 * HOUR))
    assert [state.prices[1] for state in found] == [200.0, 210.0, 260.0]
    assert found[-1].moment.tolist() == [20, 20, 20]


def test_a_primary_that_is_back_and_disagrees_is_distrusted_until_both_agree() -> None:
    seen = pairs((200.0, 200.0), (200.0, 210.0), (260.0, 220.0), (260.0, 240.0), (320.0, 310.0), every=5 * HOUR)
    assert reports(SLOW, seen) == [200.0, 210.0, 220.0, 240.0, 320.0]


def test_five_percent_of_the_lower_price_still_agree() -> None:
    back = [(200.0, 200.0), (200.0, 210.0)]
    assert reports(SLOW, pairs(*back, (315.0, 300.0), every=5 * HOUR))[-1] == 315.0
    assert reports(SLOW, pairs(*back, (315.1, 300.0), every=5 * HOUR))[-1] == 300.0


def test_a_price_that_more_than_halves_from_round_to_round_is_not_believed_alone() -> None:
    assert reports(SPOTS, pairs((200.0, 200.0), (99.0, 198.0))) == [200.0, 198.0]
    assert reports(SPOTS, pairs((200.0, 200.0), (100.0, 198.0))) == [200.0, 100.0]


def test_a_price_that_more_than_doubles_is_not_believed_alone() -> None:
    assert reports(SPOTS, pairs((200.0, 200.0), (401.0, 202.0))) == [200.0, 202.0]
    assert reports(SPOTS, pairs((200.0, 200.0), (400.0, 202.0))) == [200.0, 400.0]


def test_a_large_move_is_believed_if_both_agree() -> None:
    assert reports(SPOTS, pairs((200.0, 200.0), (80.0, 84.0))) == [200.0, 80.0]


def test_a_primary_that_was_distrusted_stays_so_although_it_does_not_jump_any_more() -> None:
    assert reports(SPOTS, pairs((200.0, 200.0), (90.0, 198.0), (90.0, 198.0), (196.0, 198.0)))[1:] == [
        198.0,
        198.0,
        196.0,
    ]


def test_if_both_are_late_the_last_good_price_stays_with_where_it_came_from() -> None:
    late = Push(deviation=0.2, heartbeat=1e9, sources=("b",))
    oracle = StaleFallback(Push(deviation=0.2, heartbeat=1e9, sources=("a",)), late)
    last = states(oracle, pairs((200.0, 190.0), (210.0, 195.0), every=5 * HOUR))[-1]
    assert (last.prices[1], last.moment[1], last.seen_at[1]) == (200.0, 0, 0.0)


def test_a_late_secondary_is_no_basis_for_judging_a_primary_that_is_back() -> None:
    """Primary late, then back; the secondary last spoke ten hours ago: the last good price stays."""
    oracle = StaleFallback(
        Push(deviation=0.2, heartbeat=1e9, sources=("a",)), Push(deviation=0.2, heartbeat=1e9, sources=("b",))
    )
    assert reports(oracle, pairs((200.0, 200.0), (200.0, 250.0), (260.0, 255.0), every=5 * HOUR)) == [
        200.0,
        250.0,
        250.0,
    ]


def test_each_asset_is_judged_by_itself() -> None:
    oracle = StaleFallback(Spot(), Push(deviation=10.0, heartbeat=HOUR))
    seen = [observed(0.0, 100.0, 100.0), observed(60.0, 40.0, 90.0)]
    assert states(oracle, seen)[-1].prices.tolist() == [1.0, 100.0, 90.0]


def test_within_a_round_a_jump_of_a_live_primary_is_judged_too() -> None:
    assert SPOTS.live
    state = states(SPOTS, pairs((200.0, 200.0)))[-1]
    assert SPOTS.look(state, observed(0.0, a=90.0, b=199.0)).prices[1] == 199.0
    assert SPOTS.look(state, observed(0.0, a=150.0, b=199.0)).prices[1] == 150.0


@given(shown=st.lists(st.floats(1.0, 1000.0), min_size=1, max_size=8))
def test_two_equal_oracles_report_what_one_does(shown: list[float]) -> None:
    seen = pairs(*((price, price) for price in shown))
    assert reports(SPOTS, seen) == shown


@pytest.mark.parametrize(
    ("field", "value"), [("oldest", -1.0), ("largest_move", 1.5), ("largest_move", -0.1), ("agreement", -0.1)]
)
def test_a_parameter_out_of_range_is_refused(field: str, value: Any) -> None:
    with pytest.raises(BadValueError, match=f"StaleFallback.{field}: received"):
        StaleFallback(Spot(), Spot(), **{field: value})
