import pandas as pd
import pytest

from firesale.analysis.metrics.margin_called import MarginCalled
from firesale.analysis.tables import RunTables


def test_calls_are_added_up_and_the_worst_step_is_found() -> None:
    called = pd.DataFrame({"step": [3, 3, 5], "venue": "ccp", "account": [1, 2, 1], "amount": [10.0, 20.0, 25.0]})
    recorded = pd.DataFrame({"step": [0, 1, 2], "venue": "ccp", "required": [100.0, 160.0, 40.0]})
    tables = RunTables({"MarginCalled": called, "ClearingRecorded": recorded}, "USD", 3600.0)
    expected = {"total": 55.0, "largest_step": 30.0, "calls": 3.0, "rise": 0.6}
    assert MarginCalled().measure(tables) == pytest.approx(expected)


def test_without_a_clearing_house_nobody_is_called(empty: RunTables) -> None:
    measured = MarginCalled().measure(empty)
    assert measured == {"total": 0.0, "largest_step": 0.0, "calls": 0.0, "rise": 0.0}
