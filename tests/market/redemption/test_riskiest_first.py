"""Base rates and fees of Liquity. Source: ../shared/facts/MECHANISMS.md 2.6 and 2.7."""

import numpy as np
import pytest

from firesale.market.redemption.riskiest_first import RiskiestFirst

VERSION_1, VERSION_2 = RiskiestFirst(), RiskiestFirst(half_life=21_600.0, divisor=1.0)
RATES = np.zeros(4)
MINUTE = 60.0


def test_the_base_rate_halves_in_twelve_hours_minute_by_minute() -> None:
    assert VERSION_1.decayed(1.0, MINUTE) == pytest.approx(0.999037758833783, rel=1e-14)
    assert VERSION_1.decayed(0.02, 720 * MINUTE) == pytest.approx(0.01, rel=1e-14)


def test_in_version_2_it_halves_in_six_hours() -> None:
    assert VERSION_2.decayed(1.0, MINUTE) == pytest.approx(0.998076443575628800, rel=1e-14)
    assert VERSION_2.decayed(0.02, 360 * MINUTE) == pytest.approx(0.01, rel=1e-14)


def test_a_redemption_raises_the_base_rate_by_half_its_share_of_the_supply() -> None:
    assert VERSION_1.raised(0.01, 100.0, 1000.0) == pytest.approx(0.06)
    assert VERSION_2.raised(0.01, 100.0, 1000.0) == pytest.approx(0.11)
    assert VERSION_1.raised(0.9, 1000.0, 1000.0) == 1.0


def test_fees_are_the_least_fee_and_the_base_rate() -> None:
    assert VERSION_1.redemption_fee(0.017311618956014192) == pytest.approx(0.022311618956014193, rel=1e-14)
    assert VERSION_1.redemption_fee(1.0) == 1.0
    assert VERSION_1.borrowing_fee(0.01, recovery=False) == pytest.approx(0.015)
    assert VERSION_1.borrowing_fee(0.2, recovery=False) == 0.05
    assert VERSION_1.borrowing_fee(0.2, recovery=True) == 0.0


def test_the_vault_with_the_least_collateral_per_debt_comes_first_and_unsafe_ones_are_left_out() -> None:
    assert VERSION_1.queue(np.array([2.0, 1.05, 1.2, 1.1]), RATES).tolist() == [3, 2, 0]
