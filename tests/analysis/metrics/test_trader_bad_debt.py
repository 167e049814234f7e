import pytest

from firesale.analysis.metrics.trader_bad_debt import TraderBadDebt
from firesale.analysis.tables import RunTables
from tests.analysis.conftest import RunBuilder
from tests.analysis.perpetual_run import perpetual_run


def test_a_run_by_hand(run: RunBuilder) -> None:
    assert TraderBadDebt().measure(perpetual_run(run)) == pytest.approx({"realised": 85.0, "open": 2.0})


def test_an_empty_run_has_none(empty: RunTables) -> None:
    assert set(TraderBadDebt().measure(empty).values()) == {0.0}
