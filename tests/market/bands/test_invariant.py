"""A = 100, p_o = 2000, a band whose top is 2010."""

import numpy as np
import pytest

from firesale.market.bands.invariant import full_collateral, highest_price, lowest_price, offsets, price_in_band

A, ORACLE, TOP = 100.0, 2000.0, 2010.0


def test_the_invariant_holds_for_what_a_band_holds() -> None:
    y0 = full_collateral(A, ORACLE, TOP, 900.0, 0.7)
    f, g = offsets(A, ORACLE, TOP, y0)
    assert (f + 900.0) * (g + 0.7) == pytest.approx(ORACLE * A**2 * y0**2, rel=1e-13)


def test_collateral_alone_is_at_the_lowest_price_and_quote_alone_at_the_highest() -> None:
    assert price_in_band(A, ORACLE, TOP, 0.0, 1.0) == lowest_price(ORACLE, TOP) == 2000.0**3 / 2010.0**2
    assert price_in_band(A, ORACLE, TOP, 1.0, 0.0) == highest_price(A, ORACLE, TOP)
    assert highest_price(A, ORACLE, TOP) == pytest.approx(lowest_price(ORACLE, TOP * 0.99))
    assert price_in_band(A, ORACLE, TOP, 0.0, 0.0) == pytest.approx(lowest_price(ORACLE, TOP) / 0.99)
    assert price_in_band(A, ORACLE, TOP, 1e-9, 1.0) == pytest.approx(lowest_price(ORACLE, TOP))


def test_arrays_give_what_floats_give() -> None:
    x, y = np.array([900.0, 0.0]), np.array([0.7, 1.0])
    expected = [full_collateral(A, ORACLE, TOP, *each) for each in zip(x.tolist(), y.tolist(), strict=True)]
    assert full_collateral(A, ORACLE, np.full(2, TOP), x, y).tolist() == pytest.approx(expected, rel=1e-15)
