import pytest

from firesale.market.errors import BadValueError
from firesale.market.margin_engines.open_interest_scaled import OpenInterestScaled
from tests.market.margin_engines.seen import after, seen


@pytest.mark.parametrize(
    ("units", "expected"), [(0.0, 0.2), (10.0, 0.2), (15.0, 0.6), (17.5, 0.8), (20.0, 1.0), (99.0, 1.0)]
)
def test_it_goes_in_a_line_from_the_rule_to_all_of_the_value(units: float, expected: float) -> None:
    engine = OpenInterestScaled(lower=1_000.0, upper=2_000.0)
    assert after(engine, seen(0.0, 100.0, exposure=(units,))).demand.haircut == pytest.approx([expected])


def test_values_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(BadValueError, match=r"OpenInterestScaled.upper: received 10.0; allowed: above lower"):
        OpenInterestScaled(lower=10.0, upper=10.0)
