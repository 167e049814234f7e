"""Bankruptcy price, fillable price and margin of dYdX v4, against the chain's own unit tests.

Source: ../shared/facts/VALIDATION.md V03 (`x/clob/keeper/liquidations_test.go`)
and MECHANISMS.md 3.2 (`liquidity_tier_test.go`). BTC 50,000, ETH 3,000,
maintenance margin 10 %. The chain works in whole quantums; a bankruptcy quote is rounded up, so an account is never left in debt.
"""

import numpy as np
import pytest

from firesale.market.arrays import FloatArray
from firesale.market.closing.base import UnsafePosition
from firesale.market.closing.fillable_price import FillablePrice
from firesale.market.funding.base import Conditions
from firesale.market.funding.premium import Premium
from firesale.market.perpetuals.accounts import equity
from firesale.market.perpetuals.bankruptcy import (
    bankruptcy_quote,
    fillable_price,
    insurance_change,
    rounded,
    shared_price,
)
from firesale.market.perpetuals.open_interest import scaled_initial_margin
from firesale.market.requirements.open_interest_scaled import OpenInterestScaled

PRICE = np.array([50_000.0, 3_000.0])
MAINTENANCE = 0.1
BTC, ETH = 0, 1
EXACT = 1e-9


def state(size: tuple[float, float], balance: float) -> tuple[FloatArray, FloatArray, float, float]:
    """Signed notional and requirement of each position; value and requirement of the account."""
    notional = np.array(size) * PRICE
    needed = np.abs(notional) * MAINTENANCE
    value = float(equity(np.array([balance]), np.array([size]), PRICE)[0])
    return notional, needed, value, float(needed.sum())


def quote_of(size: tuple[float, float], balance: float, market: int, part: float = 1.0) -> float:
    notional, needed, value, total = state(size, balance)
    quote = bankruptcy_quote(
        np.array([-part * notional[market]]), np.array([value]), np.array([part * needed[market]]), np.array([total])
    )
    return float(quote[0])


def fill_of(
    size: tuple[float, float], balance: float, market: int, adjustment: float = 1.0, spread: float = 0.1
) -> float:
    notional, needed, value, total = (np.atleast_1d(one) for one in state(size, balance))
    at = slice(market, market + 1)
    price = fillable_price(notional[at], np.array(size)[at], needed[at], value, total, adjustment, spread)
    rule = FillablePrice(adjustment, spread)
    unsafe = UnsafePosition(np.array(size)[at], PRICE[at], needed[at], value, total)
    assert rule.price(unsafe) == pytest.approx(price, rel=EXACT)
    return float(price[0])


@pytest.mark.parametrize(
    ("size", "balance", "market", "part", "expected"),
    [
        ((0.1, 0.0), -4_501.0, BTC, 1.0, 4_501.0),
        ((-0.1, 0.0), 5_499.0, BTC, 1.0, -5_499.0),
        ((0.1, 0.0), -5_000.0, BTC, 1.0, 5_000.0),
        ((0.1, 0.0), -5_000.0, BTC, 0.5, 2_500.0),
        ((0.1, 0.0), -5_100.0, BTC, 1.0, 5_100.0),
        ((-0.1, 0.0), 4_900.0, BTC, 1.0, -4_900.0),
        ((0.004, 0.1), -490.0, ETH, 1.0, 294.0),
        ((-0.004, -0.1), 510.0, ETH, 1.0, -306.0),
        ((0.004, -0.1), 110.0, ETH, 1.0, -306.0),
    ],
)
def test_bankruptcy_quote(size: tuple[float, float], balance: float, market: int, part: float, expected: float) -> None:
    assert quote_of(size, balance, market, part) == pytest.approx(expected, rel=EXACT)


@pytest.mark.parametrize(
    ("size", "balance", "market", "adjustment", "spread", "expected"),
    [
        ((0.1, 0.0), -4_501.0, BTC, 1.0, 0.1, 49_999.0),
        ((0.1, 0.0), -4_501.0, BTC, 2.0, 0.1, 49_998.0),
        ((0.1, 0.0), -4_501.0, BTC, 1.0, 0.2, 49_998.0),
        ((0.1, 0.0), -4_501.0, BTC, 1.0, 1.0, 49_990.0),
        ((0.1, 0.0), -4_501.0, BTC, 1e9, 0.1, 49_500.0),
        ((-0.1, 0.0), 5_499.0, BTC, 1.0, 0.1, 50_001.0),
        ((0.1, 0.0), -5_000.0, BTC, 1.0, 0.1, 49_500.0),
        ((0.004, 0.1), -490.0, ETH, 1.0, 0.1, 2_976.0),
    ],
)
def test_fillable_price(
    size: tuple[float, float], balance: float, market: int, adjustment: float, spread: float, expected: float
) -> None:
    assert fill_of(size, balance, market, adjustment, spread) == pytest.approx(expected, rel=EXACT)


@pytest.mark.parametrize(("side", "expected"), [(1.0, 2_776.0), (-1.0, -2_775.0)])
def test_a_bankruptcy_quote_is_rounded_up(side: float, expected: float) -> None:
    """1 BTC and -13 USDC, of which 21,347 of a hundred million quantums are closed; a USDC has a million quantums."""
    quote = quote_of((side, 0.0), -13.0 * side, BTC, 21_347e-8)
    assert quote * 1e6 == pytest.approx(side * 2_775.11, rel=1e-6)
    assert float(rounded(np.array(quote * 1e6))) == expected


def test_closing_at_the_bankruptcy_quote_leaves_nothing_in_either_order() -> None:
    size, balance = (0.004, 0.1), -490.0
    for first, second in ((BTC, ETH), (ETH, BTC)):
        left = [0.0, 0.0]
        left[second] = size[second]
        then = balance + quote_of(size, balance, first)
        assert then + quote_of((left[0], left[1]), then, second) == pytest.approx(0.0, abs=1e-9)


def test_the_close_price_of_version_three_is_the_bankruptcy_quote_per_unit() -> None:
    notional, needed, value, total = state((0.004, 0.1), -490.0)
    ones = np.ones(1)
    found = shared_price(PRICE[[ETH]], ones, ones * MAINTENANCE, ones * value, ones * total)
    assert found * 0.1 == pytest.approx([294.0], rel=EXACT)
    assert notional[ETH] == pytest.approx(300.0)
    assert needed[ETH] == pytest.approx(30.0)


def test_the_insurance_fund_gets_what_is_above_the_bankruptcy_quote_at_most_the_fee() -> None:
    found = insurance_change(np.array([4_510.0, 4_600.0, 4_490.0]), np.full(3, 4_501.0), np.full(3, 25.0))
    assert found.tolist() == [9.0, 25.0, -11.0]


@pytest.mark.parametrize(
    ("open_value", "lower", "upper", "margin", "notional", "expected"),
    [
        (1.5e6, 1e6, 2e6, 0.6, 0.5, 0.3),
        (1_234_567.0, 1e6, 2e6, 0.3876536, 1e6, 387_653.6),
        (28_123_456.789, 25e6, 60e6, 0.271393298, 500_000.0, 135_697.0),
    ],
)
def test_initial_margin_grows_with_open_interest(
    open_value: float, lower: float, upper: float, margin: float, notional: float, expected: float
) -> None:
    """The chain shows .387653 in whole millionths, and a requirement rounded up to a whole quantum."""
    at = np.array([open_value])
    assert scaled_initial_margin(0.2, at, lower, upper) == pytest.approx([margin], rel=EXACT, abs=1e-9)
    rule = OpenInterestScaled(0.2, 0.5, lower, upper)
    found = float(rule.initial(np.array([[notional]]), at)[0, 0])
    assert expected - found == pytest.approx(0.0, abs=max(1e-9 * expected, 1.0 if expected > 100_000.0 else 0.0))
    assert float(rule.maintenance(np.array([[notional]]))[0, 0]) == pytest.approx(0.1 * notional)


def test_funding_is_clamped_at_six_times_the_distance_of_margins() -> None:
    rule = Premium(0.0, 0.0, largest=6.0 * (0.15 - 0.12))
    at = Conditions(np.array([1.5]), np.ones(1), np.ones(1), np.ones(1), 28_800.0)
    assert rule.rate(at) == pytest.approx([0.18], rel=EXACT)
