"""A day's rise from 100 to 110: ln 1.1 = 0.0953101798, squared and times 365 days = 3.3156711 per year; usual variance 0.64."""

from dataclasses import replace

import numpy as np
import pytest

from firesale.market.errors import BadValueError
from firesale.market.margin_engines.volatility_scaled import VolatilityScaled
from tests.market.margin_engines.seen import DAY, after, seen

DAILY = VolatilityScaled(usual_volatility=np.array(0.8), interval=DAY)


def test_it_starts_at_the_rule() -> None:
    assert after(DAILY, seen(0.0, 100.0)).demand.haircut == pytest.approx([0.2], rel=1e-15)


def test_the_exponential_average_of_one_and_of_two_days() -> None:
    """0.06 * 3.3156711 + 0.94 * 0.64 = 0.8005403; a second day without a move: 0.94 * 0.8005403 = 0.7525079."""
    one = after(DAILY, seen(0.0, 100.0), seen(DAY, 110.0))
    assert one.memory.covariance == pytest.approx(np.array([[0.8005403]]), rel=1e-7)
    assert one.demand.haircut == pytest.approx([0.2 * 0.8947292 / 0.8], rel=1e-7)
    two = after(DAILY, seen(0.0, 100.0), seen(DAY, 110.0), seen(2 * DAY, 110.0))
    assert two.memory.covariance == pytest.approx(np.array([[0.7525079]]), rel=1e-7)


def test_garch_comes_back_to_what_is_usual() -> None:
    """0.1 * 3.3156711 + 0.8 * 0.64 + 0.1 * 0.64 = 0.9075671; then 0.8 * 0.9075671 + 0.064 = 0.7900537; in the end 0.064 / (1 - 0.8) = 0.32."""
    garch = replace(DAILY, reaction=0.1, persistence=0.8)
    looks = [seen(0.0, 100.0), *(seen(day * DAY, 110.0) for day in range(1, 100))]
    assert after(garch, *looks[:2]).memory.covariance[0, 0] == pytest.approx(0.9075671, rel=1e-7)
    assert after(garch, *looks[:3]).memory.covariance[0, 0] == pytest.approx(0.7900537, rel=1e-7)
    assert after(garch, *looks).memory.covariance[0, 0] == pytest.approx(0.32, rel=1e-6)


def test_a_sample_is_taken_when_an_interval_has_passed() -> None:
    early = after(DAILY, seen(0.0, 100.0), seen(DAY / 2, 50.0), seen(DAY, 110.0))
    assert early.memory.covariance[0, 0] == pytest.approx(0.8005403, rel=1e-7)


def test_a_sample_that_comes_late_counts_for_the_time_that_it_took() -> None:
    late = after(DAILY, seen(0.0, 100.0), seen(2 * DAY, 110.0))
    assert late.memory.covariance[0, 0] == pytest.approx(0.06 * 3.3156711 / 2 + 0.94 * 0.64, rel=1e-7)


def test_a_new_requirement_is_in_force_at_once_or_step_by_step() -> None:
    looks = seen(0.0, 100.0), seen(DAY, 200.0)
    at_once = after(DAILY, *looks).demand.haircut[0]
    gradual = replace(DAILY, largest_rise=0.001, largest_fall=0.002)
    assert at_once > 0.3
    assert after(gradual, *looks).demand.haircut[0] == pytest.approx(0.2 + 24 * 0.001)
    calm = [seen((1 + day) * DAY, 200.0) for day in range(1, 200)]
    assert after(gradual, *looks, *calm[:2]).demand.haircut[0] == pytest.approx(0.2 + 72 * 0.001)
    down = after(gradual, *looks, *calm[:100]).demand.haircut[0]
    assert after(gradual, *looks, *calm[:101]).demand.haircut[0] >= down - 24 * 0.002 - 1e-15


def test_a_second_look_at_the_same_moment_changes_nothing() -> None:
    once = after(DAILY, seen(0.0, 100.0), seen(DAY, 110.0))
    assert DAILY.look(once, seen(DAY, 10.0)) is once


def test_weights_above_one_are_refused() -> None:
    with pytest.raises(
        BadValueError, match=r"VolatilityScaled.persistence: received 0.95; allowed: at most 1 together"
    ):
        VolatilityScaled(reaction=0.06, persistence=0.95)
