import numpy as np
import pytest

from firesale.analysis.metrics.margin_called import MarginCalled
from firesale.analysis.tables import RunTables
from firesale.market.events import ClearingRecorded
from firesale.market.events import MarginCalled as Called
from tests.analysis.metrics.logged import run_of


def called(*amounts: float) -> Called:
    """Calls of accounts 0, 1, ..."""
    some = np.array(amounts)
    return Called("ccp", np.arange(len(some)), some, 2.0 * some, some, 3600.0)


def recorded(required: float) -> ClearingRecorded:
    return ClearingRecorded("ccp", 2, required, required, 0.0, 80.0, 0.0, 0.0, 0.0)


def test_calls_are_added_up_and_the_worst_step_is_found() -> None:
    run = run_of({0: [recorded(100.0)], 1: [called(10.0, 20.0), recorded(160.0)], 2: [called(25.0), recorded(40.0)]})
    expected = {"total": 55.0, "largest_step": 30.0, "calls": 3.0, "rise": 0.6}
    assert MarginCalled().measure(run) == pytest.approx(expected)


def test_without_a_clearing_house_nobody_is_called(empty: RunTables) -> None:
    assert MarginCalled().measure(empty) == {"total": 0.0, "largest_step": 0.0, "calls": 0.0, "rise": 0.0}
