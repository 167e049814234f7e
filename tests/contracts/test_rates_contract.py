"""What every rate model must do: one is covered, with its default parameters, once it is registered."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firesale.market.rates import RATES
from firesale.market.rates.base import RateModel
from firesale.market.rates.exponential_peg import ExponentialPeg
from firesale.market.rates.kinked import Kinked

EXAMPLES: dict[str, RateModel] = {kind: RATES[kind]() for kind in RATES} | {
    "steep": Kinked(base=0.01, slope_1=0.04, slope_2=3.0, optimal_utilisation=0.45),
    "near the ceiling": ExponentialPeg(remainder=0.1, peg_keeper_share=0.05),
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


@every_model
@given(utilisation=utilisations, days=st.floats(0.0, 3650.0))
def test_over_time_the_mean_rate_and_the_model_that_follows_are_rates_again(
    name: str, utilisation: float, days: float
) -> None:
    model, seconds = EXAMPLES[name], days * 86_400.0
    mean, after = model.mean_rate(utilisation, seconds), model.after(utilisation, seconds)
    assert math.isfinite(mean)
    assert mean >= 0.0
    assert type(after) is type(model)
    assert math.isfinite(after.borrow_rate(1.0))


@every_model
@given(utilisation=utilisations)
def test_in_no_time_nothing_moves(name: str, utilisation: float) -> None:
    model = EXAMPLES[name]
    assert model.mean_rate(utilisation, 0.0) == pytest.approx(model.borrow_rate(utilisation), rel=1e-12)
    assert model.after(utilisation, 0.0).borrow_rate(utilisation) == model.borrow_rate(utilisation)


@every_model
@given(price=st.floats(0.0, 1e6), utilisation=utilisations)
def test_at_any_price_it_is_a_rate_and_a_higher_price_does_not_raise_it(
    name: str, price: float, utilisation: float
) -> None:
    model = EXAMPLES[name]
    rate = model.at_price(price).borrow_rate(utilisation)
    assert math.isfinite(rate)
    assert 0.0 <= model.at_price(price + 1.0).borrow_rate(utilisation) <= rate
    assert model.reads_price or model.at_price(price) is model
