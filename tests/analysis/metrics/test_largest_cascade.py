from firesale.analysis.metrics.largest_cascade import LargestCascade
from firesale.analysis.tables import RunTables
from tests.analysis.conftest import RunBuilder


def test_the_largest_is_the_one_with_most_debt_not_the_longest(run: RunBuilder) -> None:
    run.liquidation(1, "aave", 10.0).liquidation(2, "aave", 10.0).liquidation(3, "aave", 10.0)
    run.liquidation(5, "aave", 30.0).liquidation(5, "maker", 20.0)
    assert LargestCascade().measure(run.tables()) == {"debt": 50.0, "liquidations": 2.0}


def test_an_empty_run_has_none(empty: RunTables) -> None:
    assert LargestCascade().measure(empty) == {"debt": 0.0, "liquidations": 0.0}
