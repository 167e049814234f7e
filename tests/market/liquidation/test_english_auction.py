"""What an English auction seizes: a lot of at most 50."""

import numpy as np
import pytest

from firesale.market.liquidation.auction import WholePositions
from firesale.market.liquidation.english_auction import EnglishAuction


def test_a_large_position_is_sold_lot_by_lot() -> None:
    large = WholePositions(np.array([200.0, 20.0]), np.array([30_000.0, 3000.0]), np.full(2, 180.0))
    seized = EnglishAuction().seize(large, 1e9)
    assert seized.collateral.tolist() == [50.0, 20.0]
    assert seized.debt.tolist() == pytest.approx([7500.0, 3000.0])
    assert seized.tab.tolist() == pytest.approx([8475.0, 3390.0])
    assert seized.reward.tolist() == [0.0, 0.0]


def test_bidders_begin_where_they_like() -> None:
    assert EnglishAuction().top(np.array([180.0])).tolist() == [0.0]
