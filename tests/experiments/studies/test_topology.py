import pytest

from firesale.analysis.tables import RunTables
from firesale.experiments.run import run
from firesale.experiments.scenario import Scenario
from firesale.experiments.studies.topology import GRID, STUDY, measure
from firesale.market.events import PositionsRecorded


def played(graph: str, shock: float = 0.9) -> RunTables:
    case = next(c for c in GRID.cases(1) if c.at == {"bonus": 0.1, "graph": graph, "shock": shock})
    return run(Scenario.load(STUDY.scenario, case.changes), 1).tables


def claims(tables: RunTables) -> float:
    """Debt against receipts in all pools at the start (numeraire): what the graph adds."""
    recorded = tables.table(PositionsRecorded)
    return float(recorded.loc[recorded["step"] == 0, "debt_value"].sum())


@pytest.mark.parametrize(("graph", "hit"), [("ring", "pool0"), ("core hit", "pool0"), ("periphery hit", "pool9")])
def test_one_pool_takes_the_asset_that_falls(graph: str, hit: str) -> None:
    case = next(c for c in GRID.cases(1) if c.at["graph"] == graph)
    venues = Scenario.load(STUDY.scenario, case.changes).form.venues
    assert [name for name, venue in venues.items() if "A0" in getattr(venue, "collateral", [])] == [hit]


def test_without_claims_nothing_reaches_another_pool() -> None:
    found = measure(played("none"))
    assert found["direct"] > 0.1
    assert (found["infected"], found["systemic"], found["lost"]) == (0.0, 0.0, 0.0)


def test_with_claims_it_does_where_the_loss_is_large_enough() -> None:
    assert measure(played("ring"))["infected"] > 0.0
    assert measure(played("ring", 0.2))["infected"] == 0.0


def test_all_graphs_carry_the_same_claims_in_total() -> None:
    none, ring, complete, core = (claims(played(graph)) for graph in ("none", "ring", "complete", "core hit"))
    assert ring - none == pytest.approx(complete - none, rel=0.02)
    assert ring - none == pytest.approx(core - none, rel=0.02)
