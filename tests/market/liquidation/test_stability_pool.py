"""Who pays for a vault, by the rules of Liquity v1. Source: ../shared/facts/MECHANISMS.md 2.6."""

import numpy as np

from firesale.market.liquidation.stability_pool import Division, StabilityPool

RULE = StabilityPool()


def divide(debt: list[float], ratio: list[float], available: float, recovery: bool = False) -> Division:
    return RULE.divide(np.array(debt), np.array(ratio), available, recovery)


def test_the_pool_pays_what_it_can_in_the_order_of_the_request() -> None:
    division = divide([100.0, 100.0, 100.0], [1.05, 0.9, 1.0], 150.0)
    assert division.offset.tolist() == [100.0, 50.0, 0.0]
    assert division.redistributed.tolist() == [0.0, 50.0, 100.0]
    assert division.seized.tolist() == [1.0, 1.0, 1.0]


def test_some_coins_may_have_to_stay_in_the_pool() -> None:
    division = StabilityPool(coins_kept=1.0).divide(np.array([100.0]), np.array([1.05]), 80.0, False)
    assert division.offset.tolist() == [79.0]


def test_in_recovery_mode_a_vault_under_water_goes_to_the_others_alone() -> None:
    division = divide([100.0, 100.0], [1.0, 1.05], 500.0, recovery=True)
    assert division.offset.tolist() == [0.0, 100.0]
    assert division.redistributed.tolist() == [100.0, 0.0]


def test_in_recovery_mode_a_healthy_vault_is_closed_only_if_the_pool_pays_all_and_keeps_what_exceeds_a_tenth() -> None:
    division = divide([100.0, 100.0], [1.375, 1.2], 150.0, recovery=True)
    assert division.refused.tolist() == [False, True]
    assert division.offset.tolist() == [100.0, 0.0]
    assert division.seized.tolist() == [1.1 / 1.375, 0.0]
    assert division.redistributed.tolist() == [0.0, 0.0]


def test_without_a_pool_all_is_redistributed() -> None:
    division = StabilityPool(from_pool=0.0).divide(np.array([100.0]), np.array([1.05]), 500.0, False)
    assert (division.offset.tolist(), division.redistributed.tolist()) == ([0.0], [100.0])
