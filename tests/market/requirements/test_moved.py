import numpy as np
import pytest

from firesale.market.requirements.flat import Flat
from firesale.market.requirements.moved import Moved, smallest_margin

FLAT = Flat(np.array([0.1, 0.2]), np.array([0.05, 0.1]))


def test_both_requirements_are_multiplied_until_the_value_of_the_position_is_reached() -> None:
    moved = Moved(FLAT, np.array([2.0, 8.0]))
    notional = np.full((1, 2), 100.0)
    assert moved.maintenance(notional)[0] == pytest.approx([10.0, 80.0])
    assert moved.initial(notional, np.zeros(2))[0] == pytest.approx([20.0, 100.0])


def test_the_smallest_margin_is_that_of_a_position_of_value_one() -> None:
    assert smallest_margin(FLAT, 2).tolist() == [0.05, 0.1]
