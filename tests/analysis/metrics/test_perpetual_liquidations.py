import pytest

from firesale.analysis.metrics.perpetual_liquidations import PerpetualLiquidations
from firesale.analysis.tables import RunTables
from tests.analysis.conftest import RunBuilder
from tests.analysis.perpetual_run import perpetual_run


def test_a_run_by_hand(run: RunBuilder) -> None:
    found = PerpetualLiquidations().measure(perpetual_run(run))
    assert found == pytest.approx({"count": 2.0, "owners": 2.0, "notional": 1_355.0, "taken_over": 425.0})


def test_an_empty_run_has_none(empty: RunTables) -> None:
    assert set(PerpetualLiquidations().measure(empty).values()) == {0.0}
