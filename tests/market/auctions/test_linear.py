"""A price that falls evenly."""

import numpy as np

from firesale.market.auctions.linear import Linear


def test_half_after_half_the_time_and_nothing_after_it() -> None:
    assert Linear(100.0).price(np.full(4, 8.0), np.array([0.0, 50.0, 100.0, 200.0])).tolist() == [8.0, 4.0, 0.0, 0.0]
