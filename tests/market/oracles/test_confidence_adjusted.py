from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firesale.market.errors import BadValueError
from firesale.market.oracles.confidence import dispersion
from firesale.market.oracles.confidence_adjusted import ConfidenceAdjusted
from firesale.market.oracles.median import Median
from firesale.market.oracles.push import Push
from firesale.market.oracles.spot import Spot
from tests.market.oracles.by_hand import moving, observed, reports, states

ABC = ("a", "b", "c")
LOW = ConfidenceAdjusted(Spot(), sources=ABC)
VOLATILE = ConfidenceAdjusted(Spot(), confidence="volatility", half_life=60.0, horizon=60.0)


def test_collateral_is_valued_at_the_price_less_the_confidence() -> None:
    assert reports(LOW, [observed(0.0, a=98.0, b=100.0, c=103.0)]) == [97.0]


def test_debt_is_valued_at_the_price_plus_the_confidence() -> None:
    high = ConfidenceAdjusted(Spot(), above=("ETH",), multiple=2.0, sources=ABC)
    assert reports(high, [observed(0.0, a=98.0, b=100.0, c=103.0)]) == [106.0]


def test_sources_that_agree_leave_the_price_as_it_is() -> None:
    assert reports(LOW, [observed(0.0, a=100.0, b=100.0, c=100.0)]) == [100.0]


def test_the_exchanges_that_oracles_inside_read_count() -> None:
    oracle = ConfidenceAdjusted(Median(tuple(Spot(sources=(name,)) for name in ABC)))
    assert reports(oracle, [observed(0.0, a=98.0, b=100.0, c=103.0)]) == [97.0]


def test_one_source_or_none_has_no_dispersion() -> None:
    assert reports(ConfidenceAdjusted(Spot(), sources=("a",)), [observed(0.0, a=90.0)]) == [90.0]
    assert reports(ConfidenceAdjusted(Spot()), [observed(0.0, 90.0)]) == [90.0]


@pytest.mark.parametrize(
    ("shown", "confidence"),
    [
        ([100.0], 0.0),
        ([100.0, 104.0], 2.0),  # votes a a a b b b: quartiles a and b, median between them
        ([98.0, 100.0, 103.0], 3.0),  # nine votes: the third of either end is a and c
        ([98.0, 100.0, 102.0, 110.0], 1.0),  # twelve: the fourth of either end is b and c, the median 101
        ([1.0, 99.0, 100.0, 101.0, 999.0], 1.0),  # fifteen: quartiles 99 and 101, whatever the two at the ends say
    ],
)
def test_the_confidence_is_the_distance_to_the_farther_quartile(shown: list[float], confidence: float) -> None:
    assert dispersion(np.array(shown)[:, None]).tolist() == [confidence]


def test_sources_that_do_not_trade_an_asset_do_not_count() -> None:
    quotes = np.array([[98.0, np.nan], [100.0, 5.0], [103.0, np.nan]])
    assert dispersion(quotes).tolist() == [3.0, 0.0]


def test_volatility_of_the_last_reports_over_the_horizon() -> None:
    """One move of 10 % in a minute, half of it counted: variance 0.5 ln(1.1)^2 / 60 s, over 60 s."""
    found = reports(VOLATILE, moving(100.0, 110.0))
    assert found == pytest.approx([100.0, 110.0 * (1.0 - np.sqrt(0.5) * np.log(1.1))])


def test_volatility_is_forgotten_by_half_in_each_half_life() -> None:
    found = reports(VOLATILE, moving(100.0, 110.0, 110.0, 110.0))
    widths = [110.0 - price for price in found[1:]]
    assert widths[1:] == pytest.approx([widths[0] / np.sqrt(2.0), widths[0] / 2.0])


def test_the_numeraire_is_worth_one() -> None:
    assert states(VOLATILE, moving(100.0, 110.0))[-1].prices[0] == 1.0


def test_a_price_is_never_below_nothing() -> None:
    assert (
        0.0
        < reports(ConfidenceAdjusted(Spot(), multiple=1e9, sources=ABC), [observed(0.0, a=1.0, b=2.0, c=9.0)])[0]
        < 1e-9
    )


def test_it_keeps_the_moment_of_what_it_looked_at_and_is_live_over_a_live_oracle() -> None:
    assert states(VOLATILE, moving(100.0, 110.0))[-1].moment.tolist() == [10, 10, 10]
    assert VOLATILE.live
    assert not ConfidenceAdjusted(Push()).live


@given(shown=st.lists(st.floats(1.0, 1000.0), min_size=3, max_size=3), multiple=st.floats(0.0, 5.0))
def test_below_and_above_lie_on_either_side_of_the_price_at_equal_distance(shown: list[float], multiple: float) -> None:
    quotes: dict[str, Any] = dict(zip(ABC, shown, strict=True))
    seen = [observed(0.0, **quotes)]
    (price,) = reports(Spot(sources=ABC), seen)
    (low,) = reports(ConfidenceAdjusted(Spot(), multiple=multiple, sources=ABC), seen)
    (high,) = reports(ConfidenceAdjusted(Spot(), multiple=multiple, above=("ETH",), sources=ABC), seen)
    assert low <= price <= high
    assert low <= 1e-9 or high - price == pytest.approx(price - low, abs=1e-9)


@pytest.mark.parametrize(("field", "value"), [("multiple", -1.0), ("half_life", 0.0), ("horizon", 0.0)])
def test_a_parameter_out_of_range_is_refused(field: str, value: Any) -> None:
    with pytest.raises(BadValueError, match=f"ConfidenceAdjusted.{field}: received"):
        ConfidenceAdjusted(Spot(), **{field: value})
