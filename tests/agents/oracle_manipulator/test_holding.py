import pytest

from firesale.agents.oracle_manipulator.holding import push_to_hold
from firesale.market.venues.constant_product import ConstantProductCurve

LOW = ConstantProductCurve("ETH", "USDC", 0.0, 100.0, 200_000.0)  # 2000 USDC per ETH
HIGH = ConstantProductCurve(
    "ETH", "USDC", 0.0, 50.0, 400_000.0
)  # the same, pushed to 8000 with 200,000 USDC that bought 50 ETH


def test_a_price_that_was_brought_down_is_pushed_up_again() -> None:
    amount, least = push_to_hold(LOW, level=8000.0, reset=2000.0, cash=1e6, tolerance=0.02)
    assert amount == pytest.approx(200_000.0)
    assert least == pytest.approx(50.0 * 0.98)


def test_on_a_price_that_stands_the_same_push_waits_for_it_to_be_brought_down() -> None:
    # on top of 8000 the 200,000 USDC would buy 50 * 200 / 600 = 16.7 ETH; after the fall 50
    amount, least = push_to_hold(HIGH, level=8000.0, reset=2000.0, cash=1e6, tolerance=0.02)
    assert amount == pytest.approx(200_000.0)
    assert least == pytest.approx(0.5 * (50.0 + 50.0 / 3.0))


def test_it_spends_no_more_than_it_has() -> None:
    amount, least = push_to_hold(LOW, level=8000.0, reset=2000.0, cash=50_000.0, tolerance=0.0)
    assert amount == 50_000.0
    assert least == pytest.approx(20.0)


def test_a_price_that_stands_and_is_brought_down_by_nobody_needs_nothing() -> None:
    amount, _ = push_to_hold(HIGH, level=8000.0, reset=8000.0, cash=1e6, tolerance=0.02)
    assert amount == pytest.approx(0.0)
