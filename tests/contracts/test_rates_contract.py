"""What every rate model must do: one is covered, with its default parameters, once it is registered."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firesale.market.rates import RATES
from firesale.market.rates.base import RateModel
from firesale.market.rates.kinked import Kinked

EXAMPLES: dict[str, RateModel] = {kind: RATES[kind]() for kind in RATES} | {
    "steep": Kinked(base=0.01, slope_1=0.04, slope_2=3.0, optimal_utilisation=0.45),
    "flat after the kink": Kinked(base=0.0, slope_1=0.04, slope_2=0.0, optimal_utilisation=0.8),
}

every_model = pytest.mark.parametrize("name", sorted(EXAMPLES))
utilisations = st.floats(0.0, 1.0)


@every_model
@given(utilisation=utilisations)
def test_the_rate_is_a_finite_number_and_not_negative(name: str, utilisation: float) -> None:
    rate = EXAMPLES[name].borrow_rate(utilisation)
    assert math.isfinite(rate)
    assert rate >= 0.0


@every_model
@given(one=utilisations, other=utilisations)
def test_the_rate_does_not_fall_with_utilisation(name: str, one: float, other: float) -> None:
    low, high = sorted((one, other))
    rounding = 1e-12
    assert EXAMPLES[name].borrow_rate(low) <= EXAMPLES[name].borrow_rate(high) + rounding


@every_model
@given(utilisation=st.lists(utilisations, max_size=20))
def test_an_array_gives_the_same_as_one_number_at_a_time(name: str, utilisation: list[float]) -> None:
    model = EXAMPLES[name]
    rates = model.borrow_rate(np.array(utilisation, dtype=np.float64))
    assert rates.tolist() == [model.borrow_rate(number) for number in utilisation]


@every_model
def test_not_a_number_is_passed_on_not_hidden(name: str) -> None:
    assert math.isnan(EXAMPLES[name].borrow_rate(math.nan))
