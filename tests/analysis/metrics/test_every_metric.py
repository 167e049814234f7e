"""What holds for every registered metric."""

import pytest

from firesale.analysis.metrics import METRICS
from firesale.analysis.tables import RunTables
from tests.analysis.conftest import RunBuilder


@pytest.mark.parametrize("name", METRICS)
def test_it_has_a_definition_that_says_what_it_ignores(name: str) -> None:
    definition = METRICS[name].__doc__ or ""
    assert "gnore" in definition


@pytest.mark.parametrize("name", METRICS)
def test_it_gives_plain_numbers_with_units_in_the_same_order_again(name: str, run: RunBuilder) -> None:
    run.pool("aave").exchange("uni").account(1, "lender").price("ETH", [100.0, 90.0]).liquidation(1, "aave", 5.0)
    metric = METRICS[name]()
    first, second = metric.measure(run.tables()), metric.measure(run.tables())
    assert list(first) == list(second)
    assert all(type(value) is float for value in first.values())
    assert all(metric.unit_of(number) for number in first)


@pytest.mark.parametrize("name", METRICS)
def test_its_names_do_not_depend_on_what_happened(name: str, run: RunBuilder) -> None:
    run.pool("aave").exchange("uni").account(1, "liquidator").price("ETH", [100.0])
    calm = list(METRICS[name]().measure(run.tables()))
    run.liquidation(1, "aave", 5.0)
    assert list(METRICS[name]().measure(run.tables())) == calm


@pytest.mark.parametrize("name", METRICS)
def test_it_leaves_the_tables_alone(name: str, run: RunBuilder) -> None:
    tables: RunTables = run.pool("aave").price("ETH", [100.0]).liquidation(1, "aave", 5.0).tables()
    before = {kind: frame.copy() for kind, frame in tables.events.items()}
    METRICS[name]().measure(tables)
    assert all(frame.equals(before[kind]) for kind, frame in tables.events.items())
