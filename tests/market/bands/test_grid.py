import numpy as np
import pytest

from firesale.market.bands.grid import BandGrid

GRID = BandGrid(100.0)


def test_each_band_is_a_hundredth_lower_than_the_one_before() -> None:
    assert GRID.tops(3000.0, np.array([-1, 0, 1, 2])) == pytest.approx([3000.0 / 0.99, 3000.0, 2970.0, 2940.3])


@pytest.mark.parametrize(("price", "band"), [(3000.0, 1), (3000.1, 0), (2970.1, 1), (2969.9, 2), (3000.0 / 0.99, 0)])
def test_the_first_band_below_a_price_has_its_top_below_it(price: float, band: int) -> None:
    assert GRID.first_below(3000.0, price) == band
