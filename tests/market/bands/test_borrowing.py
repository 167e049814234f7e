import numpy as np

from firesale.market.bands.borrowing import first_band
from firesale.market.bands.grid import BandGrid

GRID = BandGrid(100.0)


def test_a_debt_of_all_that_the_collateral_brings_begins_at_the_top_and_a_smaller_one_lower() -> None:
    assert first_band(GRID, 2000.0, np.array([10.0, 10.0]), np.array([20_000.0, 20_000.0 * 0.985])).tolist() == [0, 1]


def test_next_to_no_debt_and_next_to_no_collateral_lie_beyond_any_grid() -> None:
    found = first_band(GRID, 2000.0, np.array([10.0, 5e-324]), np.array([5e-324, 1e6]))
    assert found[0] > 10_000
    assert found[1] < -10_000
