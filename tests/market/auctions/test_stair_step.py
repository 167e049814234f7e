"""A price that falls in steps."""

import numpy as np
import pytest

from firesale.market.auctions.stair_step import StairStep


def test_the_price_stands_until_the_next_step() -> None:
    prices = StairStep(90.0, 0.5).price(np.full(4, 8.0), np.array([0.0, 89.9, 90.0, 271.0]))
    assert prices.tolist() == pytest.approx([8.0, 8.0, 4.0, 1.0])
