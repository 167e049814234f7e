from typing import Any

import numpy as np
import pytest

from firesale.market.errors import BadValueError
from firesale.market.oracles.base import Observation, OracleState
from firesale.market.oracles.push import Push


def visible(oracle: Push, seen: list[tuple[float, float]]) -> list[float]:
    """What is reported of one price at each time."""
    state: OracleState = oracle.start(Observation(0.0, np.array([100.0])))
    reports = []
    for time, price in seen:
        state = oracle.report(state, Observation(time, np.array([price])))
        reports.append(float(state.prices[0]))
    return reports


def test_a_move_is_reported_when_it_reaches_the_deviation() -> None:
    oracle = Push(deviation=0.01, heartbeat=1e9)
    assert visible(oracle, [(1, 100.9), (2, 99.1), (3, 101.0), (4, 101.5), (5, 99.99)]) == [
        100.0,
        100.0,
        101.0,
        101.0,
        99.99,  # 1 % of 101 is 1.01
    ]


def test_moves_are_counted_from_the_last_report_and_not_from_each_other() -> None:
    oracle = Push(deviation=0.02, heartbeat=1e9)
    assert visible(oracle, [(1, 101.0), (2, 101.9), (3, 102.0)]) == [100.0, 100.0, 102.0]


def test_an_old_report_is_renewed_at_the_heartbeat() -> None:
    oracle = Push(deviation=0.5, heartbeat=60.0)
    assert visible(oracle, [(59, 100.2), (60, 100.3), (119, 100.4), (120, 100.5)]) == [100.0, 100.3, 100.3, 100.5]


def test_a_report_is_seen_after_its_latency() -> None:
    oracle = Push(deviation=0.01, heartbeat=1e9, latency=10.0)
    assert visible(
        oracle, [(1, 110.0), (10.5, 110.0), (11, 110.0), (12, 120.0), (21.5, 130.0), (22, 130.0), (40, 130.0)]
    ) == [
        100.0,
        100.0,
        110.0,
        110.0,
        110.0,
        120.0,
        130.0,
    ]


def test_a_price_on_its_way_is_not_sent_again() -> None:
    state = Push(deviation=0.01, heartbeat=1e9, latency=60.0).start(Observation(0.0, np.array([100.0])))
    oracle = Push(deviation=0.01, heartbeat=1e9, latency=60.0)
    for time in (1.0, 2.0, 3.0):
        state = oracle.report(state, Observation(time, np.array([110.0])))
    assert len(state.on_the_way) == 1


def test_each_asset_is_reported_for_itself() -> None:
    oracle = Push(deviation=0.01, heartbeat=1e9)
    state = oracle.start(Observation(0.0, np.array([100.0, 50.0])))
    state = oracle.report(state, Observation(1.0, np.array([100.5, 60.0])))
    assert state.prices.tolist() == [100.0, 60.0]


def test_without_deviation_every_move_is_reported() -> None:
    assert visible(Push(deviation=0.0), [(1, 100.1), (2, 100.1), (3, 99.9)]) == [100.1, 100.1, 99.9]


@pytest.mark.parametrize(("field", "value"), [("deviation", -0.1), ("heartbeat", 0.0), ("latency", -1.0)])
def test_a_parameter_out_of_range_is_refused(field: str, value: float) -> None:
    given: dict[str, Any] = {field: value}
    with pytest.raises(BadValueError, match=f"Push.{field}"):
        Push(**given)
