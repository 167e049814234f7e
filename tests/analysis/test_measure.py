import json

import pytest

from firesale.analysis.measure import measure, to_json, unit_of
from firesale.analysis.metrics import METRICS
from firesale.analysis.tables import RunTables
from tests.analysis.conftest import RunBuilder


def test_names_are_dotted_and_in_the_order_of_the_registry(run: RunBuilder) -> None:
    numbers = measure(run.pool("aave").liquidation(1, "aave", 30.0).tables())
    assert numbers["liquidated_debt.pool.aave"] == 30.0
    assert list(dict.fromkeys(name.split(".")[0] for name in numbers)) == [
        name for name in METRICS if name != "wealth_by_role"
    ]


def test_an_empty_run_is_measured(empty: RunTables) -> None:
    assert measure(empty)["liquidations.count"] == 0.0


def test_json_has_null_for_what_was_not_measured() -> None:
    text = to_json({"b": float("nan"), "a": 1.5, "c": float("inf")})
    assert json.loads(text) == {"b": None, "a": 1.5, "c": None}
    assert list(json.loads(text)) == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("name", "unit"),
    [("bad_debt.pool.aave", "numeraire"), ("attack.made", "plans"), ("cascade_length.rounds", "rounds")],
)
def test_a_number_has_a_unit(name: str, unit: str) -> None:
    assert unit_of(name) == unit
