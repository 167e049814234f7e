"""What absorbed positions are worth to their owners and to buyers, worked by hand."""

import numpy as np
import pytest

from firesale.market.liquidation.absorb import Absorb

ABSORB = Absorb(np.array([0.95, 0.9]), 0.6)


def test_owners_get_the_value_less_the_penalty() -> None:
    assert ABSORB.value(np.array([[10.0, 1.0]]), np.array([1700.0, 100.0]))[0] == pytest.approx(16_150.0 + 90.0)


def test_buyers_get_a_part_of_the_penalty() -> None:
    assert ABSORB.asked(np.array([1000.0, 100.0])).tolist() == pytest.approx([970.0, 94.0])
