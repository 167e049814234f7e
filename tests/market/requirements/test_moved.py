import numpy as np
import pytest

from firesale.market.requirements.flat import Flat
from firesale.market.requirements.moved import Moved, smallest_margin
from firesale.market.requirements.tiered import Tiered

FLAT = Flat(np.array([0.1, 0.2]), np.array([0.05, 0.1]))


def test_both_requirements_are_multiplied_until_the_value_of_the_position_is_reached() -> None:
    moved = Moved(FLAT, np.array([2.0, 8.0]))
    notional = np.full((1, 2), 100.0)
    assert moved.maintenance(notional)[0] == pytest.approx([10.0, 80.0])
    assert moved.initial(notional, np.zeros(2))[0] == pytest.approx([20.0, 100.0])


def test_the_smallest_margin_is_that_of_a_position_of_value_one() -> None:
    assert smallest_margin(FLAT, 2).tolist() == [0.05, 0.1]


def test_brackets_say_the_same_as_the_requirement() -> None:
    tiers = Tiered((100.0, 200.0, 400.0), (0.1, 0.3, 0.4), (4.0, 3.0, 2.0))
    moved = Moved(tiers, np.array([1.0, 3.0, 12.0]))  # a part, all from some value on, all from the beginning on
    brackets = moved.schedule(3)
    above, parts = np.array([bound for bound, _ in brackets]), np.stack([part for _, part in brackets])
    for notional in (0.0, 50.0, 150.0, 225.0, 300.0, 350.0, 400.0, 1000.0, 5000.0):
        inside = np.clip(notional, above, np.append(above[1:], np.inf)) - above
        assert inside @ parts == pytest.approx(moved.maintenance(np.full((1, 3), notional))[0])


def test_brackets_that_are_nearly_as_steep_as_the_value_itself() -> None:
    flat = Flat(np.array([0.5]), np.array([0.5]))
    for multiple in (np.nextafter(2.0, 0.0), 2.0, np.nextafter(2.0, 3.0)):
        (above, part), *_ = Moved(flat, np.array([multiple])).schedule(1)
        assert (above, part[0]) == (0.0, pytest.approx(1.0))
