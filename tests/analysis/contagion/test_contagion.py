from firesale.analysis.contagion.contagion import Contagion, contagion
from tests.analysis.contagion.conftest import Written, near
from tests.analysis.contagion.test_known_cascades import two_roots


def test_it_is_worked_out_once_for_a_run(written: Written) -> None:
    tables = written.pool("p").tables()
    assert contagion(tables) is contagion(tables)
    assert contagion(tables).attribution is contagion(tables).attribution


def test_links_say_who_infected_whom_and_where(written: Written) -> None:
    links = two_roots(written).links
    assert links.columns.tolist() == ["parent", "child", "weight", "venue_from", "venue_to"]
    assert links[["parent", "child", "venue_from", "venue_to"]].to_numpy().tolist() == [
        [0, 2, "p", "r"],
        [1, 2, "q", "r"],
    ]
    near(links["weight"], [2 / 3, 1 / 3])


def test_tables_are_of_the_pools_of_the_run(written: Written) -> None:
    found = Contagion(written.pool("p").pool("q").tables())
    for table in (found.matrix, found.loss_matrix, found.offspring):
        assert table.columns.tolist() == ["p", "q"]
