import pytest

from firesale.experiments.run import run
from firesale.experiments.scenario import Scenario
from firesale.experiments.studies.oracle_designs import DESIGN, STUDY, measure


def played(oracle: str, window: float, depth: float = 25_000.0) -> dict[str, float]:
    at = {"oracle": oracle, "window": window, "depth": depth}
    case = next(case for case in DESIGN.cases(1) if case.at == at)
    return measure(run(Scenario.load(STUDY.scenario, case.changes), 1).tables)


def test_a_thin_exchange_read_at_the_moment_is_attacked_at_a_profit_and_the_pool_pays_it() -> None:
    found = played("spot", 0.0)
    assert found["made"] == 1.0
    assert 0.0 < found["at_once"] < found["bad_debt"]


@pytest.mark.parametrize(("oracle", "window"), [("capped growth", 0.0), ("delayed", 300.0), ("median", 300.0)])
def test_nobody_attacks_what_would_not_believe_it_and_then_nothing_is_lost(oracle: str, window: float) -> None:
    assert set(played(oracle, window).values()) == {0.0}
