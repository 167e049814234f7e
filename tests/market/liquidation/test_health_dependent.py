"""Euler: the discount is the depth of the violation. Numbers of MECHANISMS 2.4: 100 units of collateral at 1, threshold 0.80."""

import numpy as np
import pytest

from firesale.market.liquidation.base import Settlement, UnsafePositions
from firesale.market.liquidation.health_dependent import HealthDependent

ONE = np.ones(1)


def seen(debt: float) -> UnsafePositions:
    return UnsafePositions(80.0 / debt * ONE, 100.0 * ONE, debt * ONE, debt * ONE, ONE, ONE, 0)


def terms_for(debt: float) -> Settlement:
    return HealthDependent().settle(seen(debt), 1e9 * ONE)


def test_a_shallow_violation_gives_a_small_discount() -> None:
    terms = terms_for(81.0)
    assert terms.repaid[0] == 81.0
    assert terms.seized[0] == pytest.approx(82.0125, rel=1e-12)
    assert terms.seized[0] - terms.repaid[0] == pytest.approx(1.0125, rel=1e-9)


def test_a_deep_violation_takes_all_collateral_and_leaves_debt() -> None:
    terms = terms_for(90.0)
    assert terms.seized[0] == 100.0
    assert terms.repaid[0] == pytest.approx(88.888888888889, rel=1e-12)
    assert 90.0 - terms.repaid[0] == pytest.approx(1.111, abs=5e-4)


def test_the_discount_does_not_grow_beyond_the_largest() -> None:
    assert terms_for(120.0).repaid[0] == pytest.approx(85.0)
    assert HealthDependent(largest_discount=0.05).settle(seen(120.0), 1e9 * ONE).repaid[0] == pytest.approx(95.0)


def test_there_is_no_close_factor_and_no_least_size() -> None:
    assert HealthDependent().largest_repayment(seen(81.0))[0] == 81.0
    assert not HealthDependent().settle(seen(81.0), 80.9999 * ONE).leaves_dust[0]
