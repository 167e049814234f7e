from firesale.analysis.metrics.cascade_length import CascadeLength
from firesale.analysis.tables import RunTables
from tests.analysis.conftest import RunBuilder


def test_a_quiet_step_ends_a_cascade(run: RunBuilder) -> None:
    for step in (2, 3, 5, 6, 7, 9):
        run.liquidation(step, "aave", 1.0)
    assert CascadeLength().measure(run.tables()) == {"steps": 3.0, "rounds": 3.0, "count": 3.0}


def test_rounds_of_one_step_count_one_by_one(run: RunBuilder) -> None:
    for round_ in (0, 1, 2, 2):
        run.liquidation(4, "aave", 1.0, round_=round_)
    assert CascadeLength().measure(run.tables()) == {"steps": 1.0, "rounds": 3.0, "count": 1.0}


def test_the_first_round_of_a_step_follows_the_last_of_the_step_before(run: RunBuilder) -> None:
    for step, round_ in ((1, 0), (1, 1), (2, 0), (3, 0), (3, 1)):
        run.liquidation(step, "aave", 1.0, round_=round_)
    assert CascadeLength().measure(run.tables()) == {"steps": 3.0, "rounds": 5.0, "count": 1.0}


def test_a_quiet_round_ends_a_run_of_rounds(run: RunBuilder) -> None:
    for step, round_ in ((1, 0), (1, 2), (2, 1), (2, 2)):
        run.liquidation(step, "aave", 1.0, round_=round_)
    assert CascadeLength().measure(run.tables()) == {"steps": 2.0, "rounds": 2.0, "count": 1.0}


def test_an_empty_run_has_none(empty: RunTables) -> None:
    assert CascadeLength().measure(empty) == {"steps": 0.0, "rounds": 0.0, "count": 0.0}
