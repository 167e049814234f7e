"""Worked examples from the documents of dYdX, StarkEx, Binance and Hyperliquid (../shared/facts/VALIDATION.md V19, MECHANISMS.md 3)."""

import numpy as np
import pytest

from firesale.market.deleveraging.base import Candidates
from firesale.market.deleveraging.queue import Queue, profit_and_leverage_index
from firesale.market.funding.base import Conditions
from firesale.market.funding.premium import Premium
from firesale.market.perpetuals.accounts import balance_at_entry, equity
from firesale.market.perpetuals.bankruptcy import insurance_change
from firesale.market.perpetuals.liquidation_price import bankruptcy_price, liquidation_price, tiered_liquidation_price
from firesale.market.perpetuals.mark import impact_premium, median_mark
from firesale.market.perpetuals.tiers import maintenance_amounts, tiered_requirement
from firesale.market.requirements.tiered import Tiered

ONE = np.ones(1)


def balance(margin: float, size: float, entry: float) -> np.ndarray:
    return balance_at_entry(np.array([margin]), np.array([size]), np.array([entry]))


def test_isolated_short_of_three() -> None:
    cash = balance(1_000.0, -3.0, 3_000.0)
    price = liquidation_price(cash, np.array([-3.0]), 0.05)
    assert price == pytest.approx([3_174.60], abs=5e-3)
    assert equity(cash, np.array([[-3.0]]), price) == pytest.approx([476.2], abs=5e-2)


def test_cross_margin_of_two_markets() -> None:
    """1,000 of margin, 1.5 ETH short at 3,000, 1,000 STRK long at 1.75: 5,325 / 1.575, so ETH's margin is 5 % and STRK's 10 %."""
    strk = 1_000.0 * 1.75
    rest = balance(1_000.0, -1.5, 3_000.0) - strk + strk - 0.1 * strk
    assert rest == pytest.approx([5_325.0])
    assert liquidation_price(rest, np.array([-1.5]), 0.05) == pytest.approx([3_380.95], abs=5e-3)


def test_contract_loss() -> None:
    """A and B deposit 100; 500 long and short at 1; at price 2, B is worth -400 and A is closed at 1.2 with 100 of profit."""
    short, long = balance(100.0, -500.0, 1.0), balance(100.0, 500.0, 1.0)
    assert equity(short, np.array([[-500.0]]), 2.0 * ONE) == pytest.approx([-400.0])
    price = bankruptcy_price(short, -500.0 * ONE)
    assert price == pytest.approx([1.2], rel=1e-9)
    assert equity(long, np.array([[500.0]]), price) - 100.0 == pytest.approx([100.0])


def test_the_insurance_fund_pays_what_a_fill_below_bankruptcy_leaves_open() -> None:
    cash = balance(100.0, 500.0, 1.0)
    value = equity(cash, np.array([[500.0]]), 0.801 * ONE)
    assert value == pytest.approx([0.5], abs=1e-9)
    assert value[0] < 0.03 * 500.0 * 0.801
    assert insurance_change(500.0 * 0.77 * ONE, 500.0 * bankruptcy_price(cash, 500.0 * ONE), ONE) == pytest.approx(
        [-15.0]
    )


def test_starkex_deleverages_at_the_bankruptcy_price() -> None:
    assert bankruptcy_price(29_000.0 * ONE, -ONE) == pytest.approx([29_000.0], rel=1e-9)
    assert equity(29_000.0 * ONE, -ONE[:, None], 29_400.0 * ONE) == pytest.approx([-400.0])


def test_binance_isolated_liquidation_price() -> None:
    assert liquidation_price(balance(5_000.0, 1.0, 100_000.0), ONE, 0.004) == pytest.approx([95_381.53], abs=5e-3)


def test_binance_maintenance_amounts() -> None:
    rule = Tiered()
    amounts = maintenance_amounts(np.array(rule.largest), np.array(rule.maintenance_margin))
    assert amounts[:5] == pytest.approx([0.0, 300.0, 1_500.0, 12_000.0, 132_000.0], rel=1e-9)
    assert rule.maintenance(np.array([[3e5, 3e5 + 1.0]])) == pytest.approx(np.array([[1_200.0, 1_200.005]]), rel=1e-9)
    assert rule.initial(np.array([[3e5, 8e5]]), ONE) == pytest.approx(np.array([[2_000.0, 8_000.0]]), rel=1e-9)


def test_the_schedule_of_2021() -> None:
    largest = np.array([5e4, 2.5e5, 1e6, 1e7, 2e7])
    fractions = np.array([0.004, 0.005, 0.01, 0.025, 0.05])
    by_parts = 5e4 * 0.004 + 2e5 * 0.005 + 7.5e5 * 0.01 + 5e5 * 0.025
    assert tiered_requirement(np.array([1.5e6]), largest, fractions) == pytest.approx([by_parts], rel=1e-9)


def test_hyperliquid_liquidation_price_is_the_same_in_another_form() -> None:
    """price - side * margin available / size / (1 - l * side), with half of the initial margin at 20x as maintenance."""
    price, size, margin, maintenance = 100.0, 10.0, 60.0, 0.025
    for side in (1.0, -1.0):
        available = margin - maintenance * size * price
        theirs = price - side * available / size / (1.0 - maintenance * side)
        found = liquidation_price(balance(margin, side * size, price), side * size * ONE, maintenance)
        assert found == pytest.approx([theirs], rel=1e-12)


@pytest.mark.parametrize(("above", "rate"), [(0.0, 0.0001), (0.0004, 0.0001), (0.001, 0.0005), (-0.001, -0.0005)])
def test_funding_has_a_calm_zone(above: float, rate: float) -> None:
    at = Conditions(np.array([1.0 + above]), ONE, ONE, ONE, 28_800.0)
    assert Premium().rate(at) == pytest.approx([rate], abs=1e-12)
    hourly = Conditions(np.array([1.0 + above]), ONE, ONE, ONE, 3_600.0)
    assert Premium().rate(hourly) == pytest.approx([rate / 8.0], abs=1e-12)


def test_impact_premium_is_nothing_while_the_index_lies_between() -> None:
    bid, ask, index = np.array([99.0, 101.0, 97.0]), np.array([101.0, 103.0, 99.0]), np.full(3, 100.0)
    assert impact_premium(bid, ask, index) == pytest.approx([0.0, 0.01, -0.01])


def test_the_mark_is_the_middle_of_three() -> None:
    found = median_mark(np.array([100.0]), np.array([0.001]), 0.5, np.array([0.3]), np.array([120.0]))
    assert found == pytest.approx([100.3])


def test_the_queue_ranks_by_profit_times_leverage_and_losers_by_profit_over_leverage() -> None:
    """Profits of 10 %, 5 %, -10 %, -10 % with leverage 2, 10, 2, 10: scores .2, .5, -.05, -.01."""
    candidates = Candidates(
        size=np.ones(4),
        most=np.ones(4),
        profit=np.array([10.0, 5.0, -10.0, -10.0]),
        margin=np.full(4, 100.0),
        notional=np.full(4, 100.0),
        value=np.array([50.0, 10.0, 50.0, 10.0]),
    )
    assert Queue().closed(1.0, candidates, 0.0).tolist() == [0.0, 1.0, 0.0, 0.0]
    assert Queue().closed(2.5, candidates, 0.0).tolist() == [1.0, 1.0, 0.0, 0.5]


def test_hyperliquid_ranks_by_mark_over_entry_times_leverage() -> None:
    found = profit_and_leverage_index(np.array([110.0]), np.array([100.0]), np.array([220.0]), np.array([100.0]))
    assert found == pytest.approx([2.42])


def test_no_price_makes_nothing_or_a_long_that_needs_its_whole_value_unsafe() -> None:
    size = np.array([0.0, 1.0, 1.0])
    assert liquidation_price(np.array([5.0, 5.0, -5.0]), size, np.array([0.1, 1.0, 1.0])).tolist() == [0.0, 0.0, 0.0]


def test_binance_liquidation_price_is_that_of_the_tier_at_that_price() -> None:
    """By hand with the tiers of September 2026, all opened at 100,000.

    3.1 long with 30,000 lies in the second tier (.5 %, 300), but in the first (.4 %, 0) at 90,685.32. 10 long with 50,000 stays in the third (.65 %,
    1,500). 7 short with 110,000 goes from the second to the third: 811,500 / 7.0455.
    """
    tiers = Tiered()
    size, margin = np.array([3.1, 10.0, -7.0]), np.array([30_000.0, 50_000.0, 110_000.0])
    cash = balance_at_entry(margin, size, np.full(3, 100_000.0))
    largest, fractions = np.array(tiers.largest), np.array(tiers.maintenance_margin)
    found = tiered_liquidation_price(cash, size, largest, fractions)
    assert found == pytest.approx([280_000.0 / 3.0876, 948_500.0 / 9.935, 811_500.0 / 7.0455])
    assert cash + size * found == pytest.approx(tiers.maintenance(np.abs(size) * found))
    assert 310_000.0 > 300_000.0 > found[0] * 3.1
    assert 700_000.0 < 800_000.0 < found[2] * 7.0
