import pytest

from firesale.analysis.tables import RunTables
from firesale.experiments.run import run
from firesale.experiments.scenario import Scenario
from firesale.experiments.studies.leverage import GRID, OFF, ON, STUDY, measure


def played(sales: str) -> RunTables:
    """Leverage 4 and a fall by a half, with or without impact of liquidation sales."""
    case = next(c for c in GRID.cases(1) if c.at == {"sales": sales, "leverage": 4.0, "shock": 0.5})
    return run(Scenario.load(STUDY.scenario, case.changes), 1).tables


def test_borrowers_have_the_leverage_that_the_axis_says_in_the_middle() -> None:
    for case in GRID.cases(1)[:: len(GRID.axis("shock").levels)]:
        health = case.changes["network.health_factor"]
        middle = (health["low"] + health["high"]) / 2
        assert 1 / (1 - 0.8 / middle) == pytest.approx(case.at["leverage"])
        assert health["low"] > 1.0


def test_all_bad_debt_is_made_by_the_sales() -> None:
    alone, together = measure(played(OFF)), measure(played(ON))
    assert (alone["pools_hit"], alone["systemic"]) == (0.0, 0.0)
    assert alone["liquidated"] > 0.9
    assert (together["pools_hit"], together["systemic"]) == (1.0, 1.0)
