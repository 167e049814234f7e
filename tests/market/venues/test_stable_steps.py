"""Changes of three balances by all sizes, against the invariant itself."""

import numpy as np
import pytest

from firesale.market.venues.stable_math import invariant
from firesale.market.venues.stable_steps import Departure

BALANCES, WEIGHT = (1e6, 1.5e6, 7e5), 600.0
LEVEL = invariant(BALANCES, WEIGHT)
POOL = Departure(BALANCES, LEVEL, WEIGHT)


@pytest.mark.parametrize("part", [0.3, -0.3, 1e-2, -1e-2])
def test_a_large_change_is_the_difference_of_the_invariants(part: float) -> None:
    change = np.array([part, 0.0, 0.5 * part]) * BALANCES
    after = invariant((np.array(BALANCES) + change).tolist(), WEIGHT)
    assert POOL.growth(change.tolist(), 0.0) == pytest.approx(after / LEVEL - 1.0, rel=1e-11)


@pytest.mark.parametrize("part", [1e-4, 1e-8, 1e-12, 1e-16])
def test_one_balance_undoes_what_it_did(part: float) -> None:
    change = [part * BALANCES[0], 0.0, 0.0]
    growth = POOL.growth(change, 0.0)
    assert growth > 0.0
    assert POOL.change_of(0, growth, [0.0, 0.0, 0.0], 0.0) == pytest.approx(change[0], rel=1e-12)


def test_a_change_of_all_in_their_ratio_is_that_of_the_invariant() -> None:
    assert POOL.growth([1e-10 * x for x in BALANCES], 0.0) == pytest.approx(1e-10, rel=1e-12)
    assert POOL.growth([0.0, 0.0, 0.0], 0.0) == 0.0
