from firesale.analysis.contagion.contagion import Contagion
from firesale.analysis.contagion.rows import (
    CHANNEL_HEADS,
    TREE_HEADS,
    channel_rows,
    matrix_heads,
    matrix_rows,
    prediction_rows,
    tree_rows,
)
from tests.analysis.contagion.conftest import Written
from tests.analysis.contagion.test_known_cascades import chain_of_three, two_roots


def test_a_row_per_channel(written: Written) -> None:
    rows = channel_rows(chain_of_three(written))
    assert rows == [
        ["common shock", "800", "50.0%", "100.0%", "–", "–"],
        ["fire sale", "800", "50.0%", "–", "–", "–"],
    ]
    assert {len(row) for row in rows} == {len(CHANNEL_HEADS)}


def test_the_matrix_shows_who_infected_and_who_was_infected(written: Written) -> None:
    found = chain_of_three(written)
    assert matrix_heads(found) == ["infects \\ infected", "p", "q", "r"]
    assert matrix_rows(found) == [["p", "–", "500", "–"], ["q", "–", "–", "300"], ["common shock", "800", "–", "–"]]


def test_pools_without_a_liquidation_have_no_column(written: Written) -> None:
    written.pool("quiet")
    assert matrix_heads(two_roots(written))[1:] == ["p", "q", "r"]


def test_trees_of_one_liquidation_are_not_listed(written: Written) -> None:
    rows = tree_rows(two_roots(written))
    assert rows == [["1 min", "2", "1.7", "1", "1 min", "2", "1,100", "common shock"]]
    assert len(rows[0]) == len(TREE_HEADS)


def test_with_few_pools_nothing_is_said_of_predictions(written: Written) -> None:
    assert prediction_rows(two_roots(written)) == []


def test_without_liquidations_there_are_no_rows(written: Written) -> None:
    found = Contagion(written.pool("p").tables())
    assert (channel_rows(found), matrix_rows(found), tree_rows(found), prediction_rows(found)) == ([], [], [], [])
