"""Liquity v2. Source: ../shared/facts/MECHANISMS.md 2.7; skipped vaults and the fee read in `TroveManager.redeemCollateral`."""

import numpy as np
import pytest

from firesale.market.redemption.lowest_rate_first import LowestRateFirst

RULE = LowestRateFirst()
MINUTE = 60.0


def test_the_base_rate_halves_in_six_hours() -> None:
    assert RULE.decayed(1.0, MINUTE) == pytest.approx(0.998076443575628800, rel=1e-14)
    assert RULE.decayed(0.02, 360 * MINUTE) == pytest.approx(0.01, rel=1e-14)


def test_it_decays_by_whole_minutes() -> None:
    """Liquity v2 counts as version 1 does, with REDEMPTION_MINUTE_DECAY_FACTOR .9980764435756288."""
    assert RULE.decayed(0.5, 59.0) == 0.5
    assert RULE.decayed(0.5, 119.0) == pytest.approx(0.5 * 0.9980764435756288, rel=1e-14)
    assert LowestRateFirst(clock=0.0).decayed(0.5, 30.0) == pytest.approx(0.5 * 0.9980764435756288**0.5, rel=1e-14)


def test_a_redemption_raises_it_by_its_share_of_the_supply() -> None:
    assert RULE.raised(0.01, 100.0, 1000.0) == pytest.approx(0.11)
    assert RULE.redemption_fee(0.11) == pytest.approx(0.115)
    assert RULE.redemption_fee(1.0) == 1.0


def test_who_pays_least_comes_first_however_safe_and_vaults_below_their_debt_are_skipped() -> None:
    ratio, rate = np.array([1.2, 5.0, 0.99, 1.5, 2.0]), np.array([0.05, 0.01, 0.005, 0.03, 0.03])
    assert RULE.queue(ratio, rate).tolist() == [1, 3, 4, 0]


def test_new_debt_does_not_cost_more_when_much_is_redeemed() -> None:
    assert RULE.borrowing_fee(0.9, recovery=False) == 0.0
