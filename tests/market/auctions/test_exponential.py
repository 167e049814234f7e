"""A price that falls by a part every second."""

import numpy as np
import pytest

from firesale.market.auctions.exponential import Exponential


def test_what_a_second_leaves_is_left_again_by_the_next() -> None:
    prices = Exponential(0.5).price(np.full(3, 8.0), np.array([0.0, 1.0, 2.5]))
    assert prices.tolist() == pytest.approx([8.0, 4.0, 8.0 * 0.5**2.5])
