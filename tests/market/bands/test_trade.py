"""Five bands of one unit each below 2000, the oracle price at 1950."""

import numpy as np
import pytest

from firesale.market.bands.grid import BandGrid
from firesale.market.bands.state import MOST_BANDS, BandState, traded
from firesale.market.bands.trade import Pricing

GRID = BandGrid(100.0)


def state(oracle: float = 1950.0, fee: float = 0.006) -> tuple[BandState, Pricing]:
    numbers = np.arange(0, 6)
    y = np.where(numbers > 0, 1.0, 0.0)
    return BandState(0, GRID.tops(2000.0, numbers), np.zeros(6), y, 0), Pricing(GRID, oracle, fee)


def test_a_trade_through_all_bands_takes_all() -> None:
    bands, pricing = state()
    way = bands.way(pricing, True)
    assert way.received(way.total) == way.received(2.0 * way.total) == 5.0
    assert way.marginal(way.total) == 0.0
    done = traded(way, np.array([way.total]))
    assert (done.band.tolist(), done.active) == ([1, 2, 3, 4, 5], 5)
    assert done.y == pytest.approx(np.zeros(5), abs=1e-12)
    assert done.x.sum() == pytest.approx(way.total)


def test_orders_one_after_the_other_leave_what_they_leave_at_once() -> None:
    bands, pricing = state(fee=0.0)
    way = bands.way(pricing, True)
    whole, parts = traded(way, np.array([7000.0])), traded(way, np.array([1000.0, 3500.0, 2500.0]))
    assert parts.active == whole.active
    assert parts.x == pytest.approx(whole.x)
    assert parts.y == pytest.approx(whole.y)


def test_the_fee_stays_in_the_bands() -> None:
    bands, pricing = state()
    way = bands.way(pricing, True)
    assert traded(way, np.array([5000.0])).x.sum() == pytest.approx(5000.0, rel=1e-14)
    assert way.received(5000.0) == pytest.approx(bands.way(state(fee=0.0)[1], True).received(4970.0), rel=1e-14)


def test_nothing_is_sold_by_bands_that_hold_collateral_alone() -> None:
    bands, pricing = state()
    assert len(bands.way(pricing, False).band) == 0


def test_bands_far_from_the_oracle_price_are_out_of_reach() -> None:
    bands, _ = state()
    far = 2000.0 * GRID.ratio ** (MOST_BANDS - 2.5)
    assert bands.way(Pricing(GRID, far, 0.0), True).band.tolist() == [1, 2]
