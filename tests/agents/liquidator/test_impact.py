import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firesale.agents.liquidator.impact import worthwhile
from firesale.market.arrays import FloatArray
from firesale.market.venues.constant_product import ConstantProductCurve
from firesale.market.venues.curve import Curve
from firesale.market.venues.order_book import ImpactCurve

POOL = ConstantProductCurve("ETH", "USDC", 0.003, 1000.0, 2_000_000.0)
BOOK = ImpactCurve("ETH", "USDC", 0.001, 2000.0, 1e-5)
CURVES = st.sampled_from([POOL, BOOK])


def earned(curve: Curve, cost: FloatArray, received: FloatArray, parts: FloatArray, hurdle: float, fee: float) -> float:
    sold = float(parts @ received)
    proceeds = curve.proceeds(sold) if sold > 0.0 else 0.0
    return proceeds - (1.0 + hurdle) * float(parts @ cost) - fee * int((parts > 0.0).sum())


def best_by_trying(curve: Curve, cost: FloatArray, received: FloatArray, hurdle: float, fee: float) -> float:
    """The best of taking the first ones in the order of ratio and size wholly and a part of the next, on a fine grid."""
    order = np.lexsort((-received, -received / cost))
    best = 0.0
    for full in range(len(cost)):
        for part in np.linspace(0.0, 1.0, 201):
            parts = np.zeros(len(cost))
            parts[order[:full]], parts[order[full]] = 1.0, part
            best = max(best, earned(curve, cost, received, parts, hurdle, fee))
    return best


def test_without_impact_to_speak_of_everything_is_taken() -> None:
    cost = np.array([1000.0, 500.0])
    assert worthwhile(POOL, cost, cost * 1.05 / 2000.0, 0.0, 0.0).tolist() == [1.0, 1.0]


def test_the_sale_stops_where_the_next_unit_does_not_earn_the_hurdle() -> None:
    # sold s: price 0.997 * 2e9 / (1000 + 0.997 s)^2 = 1.01 * 2000 / 1.05, so s = (sqrt(0.997e6 * 1.05 / 1.01) - 1000) / 0.997
    cost = np.full(10, 20_000.0)
    received = cost * 1.05 / 2000.0
    sold = float(worthwhile(POOL, cost, received, 0.01, 0.0) @ received)
    assert sold == pytest.approx((np.sqrt(0.997e6 * 1.05 / 1.01) - 1000.0) / 0.997, rel=1e-12)


def test_a_bonus_below_the_exchange_fee_is_left_alone() -> None:
    cost = np.array([1000.0])
    assert worthwhile(POOL, cost, cost * 1.002 / 2000.0, 0.0, 0.0).tolist() == [0.0]


def test_small_ones_that_do_not_earn_their_fee_are_left() -> None:
    cost = np.array([100.0, 10_000.0])
    assert worthwhile(POOL, cost, cost * 1.05 / 2000.0, 0.0, 20.0).tolist() == [0.0, 1.0]


def test_the_better_ratio_is_sold_first() -> None:
    cost = np.array([100_000.0, 100_000.0])
    parts = worthwhile(POOL, cost, cost * np.array([1.03, 1.10]) / 2000.0, 0.0, 0.0)
    assert parts[1] > 0.0
    assert parts[0] == 0.0


def test_nothing_on_offer_is_nothing_taken() -> None:
    assert worthwhile(POOL, np.zeros(0), np.zeros(0), 0.0, 0.0).tolist() == []


sizes = st.lists(st.floats(min_value=100.0, max_value=100_000.0), min_size=1, max_size=5)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(CURVES, sizes, st.floats(min_value=0.0, max_value=0.2), st.floats(min_value=0.0, max_value=0.05), st.data())
def test_with_any_ratios_and_no_fee_nothing_better_is_found_by_trying(
    curve: Curve, costs: list[float], bonus: float, hurdle: float, data: st.DataObject
) -> None:
    cost = np.array(costs)
    spread = np.array([data.draw(st.floats(min_value=0.0, max_value=0.1)) for _ in costs])
    received = cost * (1.0 + bonus + spread) / 2000.0
    found = earned(curve, cost, received, worthwhile(curve, cost, received, hurdle, 0.0), hurdle, 0.0)
    assert found >= best_by_trying(curve, cost, received, hurdle, 0.0) - 1e-9 * cost.sum()


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    CURVES,
    sizes,
    st.floats(min_value=0.0, max_value=0.2),
    st.floats(min_value=0.0, max_value=0.05),
    st.floats(min_value=0.0, max_value=500.0),
)
def test_with_one_ratio_and_a_fee_nothing_better_is_found_by_trying(
    curve: Curve, costs: list[float], bonus: float, hurdle: float, fee: float
) -> None:
    cost = np.array(costs)
    received = cost * (1.0 + bonus) / 2000.0
    found = earned(curve, cost, received, worthwhile(curve, cost, received, hurdle, fee), hurdle, fee)
    assert found >= best_by_trying(curve, cost, received, hurdle, fee) - 1e-9 * cost.sum()
