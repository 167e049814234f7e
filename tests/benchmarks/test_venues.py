import pytest

from benchmarks.report import venue_line
from benchmarks.venues import VENUES, VenueCost, venue_cost


@pytest.mark.parametrize("kind", VENUES)
def test_every_action_is_carried_out_and_counted(kind: str) -> None:
    cost = venue_cost(kind, repetitions=1, rounds=1)
    assert cost.alone > 0.0
    assert cost.together > 0.0


def test_a_rate_is_told_in_two_digits() -> None:
    line = venue_line(VenueCost("order_book", 12_345.6, 987_654.3))
    assert line.measured == "12,000 one by one, 990,000 in actions of 1,000 orders"
