import pytest

from firesale.analysis.metrics.deleveraged import Deleveraged
from firesale.analysis.tables import RunTables
from tests.analysis.conftest import RunBuilder
from tests.analysis.perpetual_run import perpetual_run


def test_a_run_by_hand(run: RunBuilder) -> None:
    assert Deleveraged().measure(perpetual_run(run)) == pytest.approx(
        {"notional": 320.0, "accounts": 2.0, "haircut": 60.0}
    )


def test_an_empty_run_has_none(empty: RunTables) -> None:
    assert set(Deleveraged().measure(empty).values()) == {0.0}
