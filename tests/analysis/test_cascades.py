from firesale.analysis.cascades import cascades
from firesale.analysis.tables import RunTables
from tests.analysis.conftest import RunBuilder


def test_a_cascade_is_told_with_its_length_debt_and_pools(run: RunBuilder) -> None:
    run.liquidation(2, "aave", 10.0).liquidation(3, "aave", 5.0).liquidation(3, "maker", 1.0).liquidation(
        8, "aave", 2.0
    )
    found = cascades(run.tables())
    columns = ["first_step", "last_step", "steps", "start", "debt", "liquidations", "pools"]
    assert found[columns].to_numpy().tolist() == [[2, 3, 2, 120.0, 16.0, 3, 2], [8, 8, 1, 480.0, 2.0, 1, 1]]


def test_a_calm_run_has_no_cascade(empty: RunTables) -> None:
    assert cascades(empty).empty
