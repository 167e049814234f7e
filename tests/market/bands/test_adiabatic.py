import numpy as np
import pytest

from firesale.market.bands.adiabatic import at_oracle_price, traded_down, traded_up
from firesale.market.bands.grid import BandGrid
from firesale.market.bands.invariant import price_in_band

GRID = BandGrid(100.0)
TOP, NOTHING, ONE = np.array([2000.0]), np.zeros(1), np.ones(1)


def test_an_untouched_band_sells_at_the_geometric_mean_of_its_prices() -> None:
    assert traded_down(GRID, 2500.0, TOP, NOTHING, ONE) == pytest.approx([2000.0 * np.sqrt(0.99)])
    assert traded_up(GRID, 2500.0, TOP, NOTHING, ONE).tolist() == [1.0]


def test_a_band_that_the_price_has_left_keeps_its_quote_units() -> None:
    assert traded_down(GRID, 1900.0, TOP, ONE, NOTHING).tolist() == [1.0]


def test_at_the_oracle_price_the_band_quotes_it() -> None:
    quote, base = at_oracle_price(GRID, 1990.0, TOP, np.array([700.0]), np.array([0.6]))
    assert price_in_band(100.0, 1990.0, 2000.0, float(quote[0]), float(base[0])) == pytest.approx(1990.0)


def test_an_empty_band_gives_nothing() -> None:
    assert traded_down(GRID, 1990.0, TOP, NOTHING, NOTHING).tolist() == [0.0]
    assert traded_up(GRID, 1990.0, TOP, NOTHING, NOTHING).tolist() == [0.0]
