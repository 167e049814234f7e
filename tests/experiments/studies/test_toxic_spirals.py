import pandas as pd
import pytest

from firesale.experiments.run import run
from firesale.experiments.scenario import Scenario
from firesale.experiments.studies.toxic_spirals import GRID, OFF, ON, STUDY, measure, summarise


def played(sales: str, threshold: float, bonus: float) -> dict[str, float]:
    at = {"sales": sales, "threshold": threshold, "bonus": bonus}
    case = next(case for case in GRID.cases(1) if case.at == at)
    return measure(run(Scenario.load(STUDY.scenario, case.changes), 1).tables)


@pytest.mark.parametrize(("threshold", "bonus", "toxic"), [(0.8, 0.2, 0.0), (0.8, 0.3, 1.0), (0.9, 0.08, 0.0)])
def test_without_impact_liquidations_are_toxic_beyond_the_frontier_and_not_before(
    threshold: float, bonus: float, toxic: float
) -> None:
    """LT (1 + bonus) is 0.96, 1.04 and 0.972."""
    assert played(OFF, threshold, bonus)["toxic"] == pytest.approx(toxic, abs=0.05)


def test_impact_makes_liquidations_toxic_before_the_frontier() -> None:
    assert played(ON, 0.9, 0.08)["toxic"] > 0.2


def test_the_table_says_where_the_frontier_is() -> None:
    at = [dict(case.at) for case in GRID.cases(2)]
    rows = pd.DataFrame(
        [
            {**one, "seed": seed, "toxic": 0.5, "bad_debt": 0.1, "count": 1.0, "rest": 0.9}
            for one in at
            for seed in (1, 2)
        ]
    )
    table = summarise(rows)
    assert (table["frontier"] == table["threshold"] * (1.0 + table["bonus"])).all()
