import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from firesale.analysis.contagion.models.sale_price import highest_price, units_sold
from tests.analysis.contagion.models.networks import few, vectors

NONE = np.zeros(1)


def test_nobody_sells_and_nothing_falls() -> None:
    assert highest_price(np.ones(1), NONE, NONE, 5.0) == 1.0


def test_whoever_must_sell_all_at_any_price_does() -> None:
    assert highest_price(np.array([2.0]), NONE, np.array([10.0]), 0.1) == pytest.approx(math.exp(-0.2))


def test_a_fixed_value_to_raise_takes_more_units_at_a_lower_price() -> None:
    """One half has to be raised in cash: p = exp(-0.5 x 0.5 / p), from above."""
    price = highest_price(np.ones(1), NONE, np.array([0.5]), 0.5)
    assert price == pytest.approx(math.exp(-0.25 / price), abs=1e-15)
    assert units_sold(price, np.ones(1), NONE, np.array([0.5]))[0] == pytest.approx(0.5 / price)
    assert price > 0.25


def test_the_last_equilibrium_before_the_fall_to_where_all_is_sold() -> None:
    """p = exp(-c / p) has a solution down to c = 1 / e."""
    units, at = np.array([3.0]), 1.0 / math.e
    assert highest_price(units, NONE, np.array([at - 1e-9]), 1.0) == pytest.approx(at, rel=1e-3)
    assert highest_price(units, NONE, np.array([at + 1e-9]), 1.0) == pytest.approx(math.exp(-3.0))


@few
@given(st.data(), st.integers(1, 5), st.sampled_from([0.0, 0.02, 0.1, 0.5, 2.0]))
def test_it_is_where_sales_that_begin_at_one_end(data: st.DataObject, size: int, impact: float) -> None:
    units = data.draw(vectors(size, st.sampled_from([0.0, 0.5, 1.0, 2.0])))
    fixed = -units * data.draw(st.sampled_from([0.0, 1.0, 11.5]))
    per_price = data.draw(vectors(size, st.sampled_from([-1.0, 0.0, 0.4, 1.0, 11.6]))) * units
    price, before = 1.0, 2.0
    for _ in range(5000):
        if before == price:
            break
        before, price = price, math.exp(-impact * units_sold(price, units, fixed, per_price).sum())
    assume(before - price < 1e-15)
    assert highest_price(units, fixed, per_price, impact) == pytest.approx(price, abs=1e-9)
