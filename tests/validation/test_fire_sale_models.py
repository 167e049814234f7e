"""VALIDATION V30 and V31: losses from sales without any debt between banks, derived from the published models.

Sources: Greenwood, Landier and Thesmar, Vulnerable banks, JFE 2015 (V30, exact: two banks, two assets); Cifuentes, Ferrucci and Shin,
Liquidity risk and contagion, JEEA 2005 (V31, to the six digits given: one bank, one asset).
"""

import math

import pytest

from firesale.analysis.contagion.models.fire_sales import fire_sale
from firesale.analysis.contagion.models.leverage_spiral import LeverageSpiral, leverage_spiral

EXACT, PRINTED = 1e-12, 5e-7


def test_vulnerable_banks() -> None:
    found = fire_sale([100, 50], [10, 10], [[0.5, 0.5], [1.0, 0.0]], [1e-3, 2e-3], [-0.02, 0.0])
    assert found.returns[0] == pytest.approx([-0.01, -0.02], abs=EXACT)
    assert found.sold_by_asset[0] == pytest.approx([8.5, 4.5], abs=EXACT)
    assert found.price_changes[1] == pytest.approx([-0.0085, -0.0090], abs=EXACT)
    assert found.systemicness == pytest.approx([0.0450, 0.0200], abs=EXACT)
    assert found.aggregate_vulnerability == pytest.approx(0.0650, abs=EXACT)


def spiral(price_impact: float) -> LeverageSpiral:
    return leverage_spiral([1.0], [0.0], [0.93], price_impact=price_impact, required_ratio=0.08)


@pytest.mark.parametrize(
    ("price_impact", "price", "sold"), [(0.0, 1.0, 0.125), (0.02, 0.996746, 0.162947), (0.05, 0.985029, 0.301682)]
)
def test_price_and_sales_before_the_collapse(price_impact: float, price: float, sold: float) -> None:
    found = spiral(price_impact)
    assert found.price == pytest.approx(price, abs=PRINTED)
    assert found.sold == pytest.approx([sold], abs=PRINTED)
    assert found.clearing.equities[0] / (found.price * (1.0 - found.sold[0])) == pytest.approx(0.08, abs=EXACT)


def test_collapse() -> None:
    found = spiral(0.08)
    assert found.sold.tolist() == [1.0]
    assert found.price == pytest.approx(0.923116, abs=PRINTED)
    assert found.clearing.equities == pytest.approx([-0.006884], abs=PRINTED)
    assert found.clearing.defaults.tolist() == [True]


def test_sales_grow_until_the_price_at_which_no_equity_is_left_and_then_all_is_sold() -> None:
    """At a price of 0.93 the debt is covered and no more: an impact of -ln 0.93. The way there is steep, but no jump."""
    edge = -math.log(0.93)
    before, after = spiral(edge - 1e-9), spiral(edge + 1e-9)
    assert before.sold[0] < 1.0 == after.sold[0]
    assert before.price == pytest.approx(after.price, abs=1e-7)
