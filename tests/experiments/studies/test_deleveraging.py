import numpy as np
import pytest

from firesale.experiments.run import run
from firesale.experiments.scenario import Scenario
from firesale.experiments.studies.deleveraging import GRID, RULES, STUDY, measure


@pytest.fixture(scope="module")
def found() -> dict[str, dict[str, float]]:
    """What each rule does after a fall by a half, with one seed."""
    cases = {case.at["rule"]: case for case in GRID.cases(1) if case.at["shock"] == 0.5}
    return {rule: measure(run(Scenario.load(STUDY.scenario, cases[rule].changes), 1).tables) for rule in RULES}


def test_no_rule_changes_what_must_be_taken_by_much(found: dict[str, dict[str, float]]) -> None:
    need = [one["need"] for one in found.values()]
    assert min(need) > 0.01
    assert max(need) < 1.1 * min(need)


def test_pro_rata_meets_everybody_alike(found: dict[str, dict[str, float]]) -> None:
    assert found["pro_rata"]["accounts"] == 1.0
    assert found["pro_rata"]["against_leverage"] == pytest.approx(0.0, abs=1e-9)


def test_the_queue_meets_fewer_the_most_levered_and_no_hedgers(found: dict[str, dict[str, float]]) -> None:
    queue = found["queue"]
    assert queue["accounts"] < 0.9
    assert queue["hedgers"] < 0.05 < found["pro_rata"]["hedgers"]
    assert queue["against_leverage"] > found["risk_weighted"]["against_leverage"] > 0.1
    assert queue["top_tenth"] > found["pro_rata"]["top_tenth"]


def test_where_nothing_is_needed_there_are_no_parts_of_it() -> None:
    calm = run(Scenario.load(STUDY.scenario, {"venues.perps.fund": 1e9, "venues.perps.vault": 1e9}), 1).tables
    measured = measure(calm)
    assert (measured["accounts"], measured["need"]) == (0.0, 0.0)
    assert np.isnan(measured["hedgers"])
