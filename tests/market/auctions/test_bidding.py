"""Bids of the two phases, worked by hand: tab 5000, lot 50, steps of 5 %."""

import pytest

from firesale.market.auctions.bidding import is_dent, is_tend

TAB, LOT, STEP = 5000.0, 50.0, 0.05


@pytest.mark.parametrize(("bid", "new", "counts"), [(0.0, 0.01, True), (1000.0, 1050.0, True), (1000.0, 1049.0, False)])
def test_a_bid_must_be_a_step_above_the_one_before(bid: float, new: float, counts: bool) -> None:
    assert is_tend(TAB, bid, LOT, new, LOT, STEP) is counts


def test_the_whole_tab_needs_no_step_and_more_than_the_tab_is_no_bid() -> None:
    assert is_tend(TAB, 4990.0, LOT, TAB, LOT, STEP)
    assert not is_tend(TAB, 4990.0, LOT, 5001.0, LOT, STEP)


def test_in_the_first_phase_nobody_may_ask_for_less_of_the_lot() -> None:
    assert not is_tend(TAB, 1000.0, LOT, 2000.0, 40.0, STEP)
    assert not is_dent(TAB, 1000.0, LOT, TAB, 40.0, STEP)


def test_in_the_second_phase_a_step_less_of_the_lot() -> None:
    assert is_dent(TAB, TAB, LOT, TAB, 47.5, STEP)
    assert not is_dent(TAB, TAB, LOT, TAB, 47.7, STEP)
    assert not is_dent(TAB, TAB, LOT, 4900.0, 40.0, STEP)
