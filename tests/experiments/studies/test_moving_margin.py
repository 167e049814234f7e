from firesale.analysis.tables import RunTables
from firesale.experiments.run import run
from firesale.experiments.scenario import Scenario
from firesale.experiments.studies.moving_margin import GRID, STUDY, measure


def played(policy: str, haircut: float) -> RunTables:
    case = next(c for c in GRID.cases(1) if c.at == {"policy": policy, "haircut": haircut})
    return run(Scenario.load(STUDY.scenario, case.changes), 1).tables


def test_policies_start_alike_and_move_as_they_say() -> None:
    still, slow, fast = (measure(played(policy, 0.1)) for policy in ("static", "gradual", "abrupt"))
    assert still["rise"] == 0.0 < slow["rise"] < fast["rise"]
    assert fast["efficiency"] < slow["efficiency"] < still["efficiency"]
