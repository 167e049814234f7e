import pytest

from firesale.analysis.metrics.insurance_fund import InsuranceFund
from firesale.analysis.tables import RunTables
from tests.analysis.conftest import RunBuilder
from tests.analysis.perpetual_run import perpetual_run


def test_a_run_by_hand(run: RunBuilder) -> None:
    assert InsuranceFund().measure(perpetual_run(run)) == pytest.approx({"drawn": 30.0, "left": 5.0})


def test_an_empty_run_has_none(empty: RunTables) -> None:
    assert set(InsuranceFund().measure(empty).values()) == {0.0}
