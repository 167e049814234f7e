"""VALIDATION V09 and V25: what it costs to move a time-weighted average price on a constant product.

Sources: M. Bentley, cost of attack on a geometric-mean oracle (Euler); Mackinga, Nadahalli and Wattenhofer, TWAP oracle attacks, eprint 2022/445;
Overlay, OIP note 2.
"""

import numpy as np
import pytest

from firesale.agents.oracle_manipulator.averages import (
    Mean,
    capital_per_reserve,
    loss_per_reserve,
    mean_reached,
    spot_needed,
)
from firesale.market.oracles.base import Observation
from firesale.market.oracles.twap import Twap
from firesale.market.venues.constant_product import ConstantProductCurve

BLOCKS, TARGET, RESERVE = 144, 1.35, 50_000.0
POOL = ConstantProductCurve("A", "B", 0.0, RESERVE, RESERVE)


def rise(*values: float) -> np.ndarray:
    return np.array(values)


def lost(curve: ConstantProductCurve, spot: float) -> float:
    """What a push to `spot` costs if arbitrage brings the price back: spent less the base bought at the old price."""
    spent = curve.purchase_to_reach(spot)
    return spent - curve.bought(spent) * curve.price


@pytest.mark.parametrize(
    ("pushed", "spot", "relative"),
    [(1, 5.8622274304747e18, 1e-12), (10, 75.30, 1e-4), (20, 8.678, 1e-4), (72, 1.8225, 1e-12)],
)
def test_spot_that_moves_a_geometric_mean_by_a_third(pushed: int, spot: float, relative: float) -> None:
    assert spot_needed(1.0, TARGET, BLOCKS, pushed, "geometric") == pytest.approx(spot, rel=relative)


def test_tokens_for_a_geometric_mean_in_one_block() -> None:
    spot = spot_needed(1.0, TARGET, BLOCKS, 1, "geometric")
    assert POOL.purchase_to_reach(spot) == pytest.approx(121_060_185_709_756, rel=1e-9)
    assert lost(POOL, spot) == pytest.approx(121_060_185_659_756, rel=1e-9)


def test_tokens_for_a_geometric_mean_in_ten_blocks() -> None:
    spot = spot_needed(1.0, TARGET, BLOCKS, 10, "geometric")
    assert POOL.purchase_to_reach(spot) == pytest.approx(383_884, abs=1.0)
    assert lost(POOL, spot) == pytest.approx(339_645, abs=1.0)
    assert 10.0 * lost(POOL, spot) == pytest.approx(3_396_454, abs=5.0)


@pytest.mark.parametrize("eps", [0.01, 0.1, 0.5, 1.0, 4.0, 24.0])
def test_capital_and_loss_per_reserve_are_those_of_the_exchange(eps: float) -> None:
    assert float(capital_per_reserve(rise(eps))[0]) == pytest.approx(POOL.purchase_to_reach(1.0 + eps) / RESERVE)
    assert float(loss_per_reserve(rise(eps))[0]) == pytest.approx(lost(POOL, 1.0 + eps) / RESERVE)


@pytest.mark.parametrize(
    ("window", "eps", "sustained", "at_once", "digits"),
    [
        (10, 0.1, 0.0227, 0.1213, 5e-5),
        (10, 0.5, 0.4124, 0.8577, 5e-5),
        (10, 1.0, 1.2132, 1.6181, 5e-5),
        (96, 1.0, 11.647, 7.950, 5e-4),
    ],
)
def test_an_arithmetic_mean_held_for_the_window_and_pushed_in_one_block(
    window: int, eps: float, sustained: float, at_once: float, digits: float
) -> None:
    spot = spot_needed(1.0, 1.0 + eps, window, 1, "arithmetic")
    assert spot == pytest.approx(1.0 + window * eps)
    assert window * float(loss_per_reserve(rise(eps))[0]) == pytest.approx(sustained, abs=digits)
    assert float(loss_per_reserve(rise(spot - 1.0))[0]) == pytest.approx(at_once, abs=digits)


def test_for_a_large_move_and_a_long_window_one_block_is_cheaper() -> None:
    def one_block_is_cheaper(window: int, eps: float) -> bool:
        held = window * float(loss_per_reserve(rise(eps))[0])
        return float(loss_per_reserve(rise(window * eps))[0]) < held

    assert [one_block_is_cheaper(10, eps) for eps in (0.1, 0.5, 1.0)] == [False, False, False]
    assert one_block_is_cheaper(96, 1.0)


@pytest.mark.parametrize(("eps", "cost"), [(0.01, 239.45), (0.5, 218.00), (1.0, 202.97), (4.0, 160.69), (24.0, 120.00)])
def test_total_cost_of_overlay(eps: float, cost: float) -> None:
    """TC = x (Delta / (L eps) + nu) (sqrt(1 + eps) - 1) with x = 10 M$, Delta = 240, L = 5, nu = 1."""
    total = 10.0 * (240.0 / (5.0 * eps) + 1.0) * float(capital_per_reserve(rise(eps))[0])
    assert total == pytest.approx(cost, abs=0.006)  # 202.965 is printed as 202.97


def test_total_cost_of_overlay_has_a_limit_for_small_moves() -> None:
    eps = 1e-9
    total = 10.0 * 240.0 / (5.0 * eps) * float(capital_per_reserve(rise(eps))[0])
    assert total == pytest.approx(240.0, rel=1e-6)


@pytest.mark.parametrize("mean", ["arithmetic", "geometric"])
@pytest.mark.parametrize("pushed", [1, 7, 60])
def test_the_oracle_believes_what_the_closed_form_says(mean: Mean, pushed: int) -> None:
    """Sixty blocks of 12 seconds, the spot held for the last `pushed` of them."""
    target, window = 1.35, 60
    spot = spot_needed(1.0, target, window, pushed, mean)
    oracle = Twap(window=window * 12.0, mean=mean)
    state = oracle.start(Observation(0.0, np.ones(1)))
    for block in range(1, 121):
        price = spot if block > 120 - pushed else 1.0
        state = oracle.report(state, Observation(12.0 * block, np.array([price])))
    assert float(state.prices[0]) == pytest.approx(target, rel=1e-9)
    assert float(mean_reached(1.0, np.array(spot), window, pushed, mean)) == pytest.approx(target)
