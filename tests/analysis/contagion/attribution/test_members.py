import numpy as np

from firesale.analysis.contagion.attribution.members import Members
from tests.analysis.contagion.conftest import near


def members(*rows: tuple[int, int, float]) -> Members:
    source, liquidation = (np.array([row[i] for row in rows], dtype=np.int64) for i in (0, 1))
    return Members(
        source, liquidation, np.zeros(len(rows), dtype=np.int64), np.array([row[2] for row in rows], dtype=np.float64)
    )


def test_the_weights_of_a_source_sum_to_1() -> None:
    source, liquidation, weight = members((1, 5, 3.0), (0, 4, 2.0), (1, 4, 1.0)).shares()
    assert (source.tolist(), liquidation.tolist()) == ([0, 1, 1], [4, 4, 5])
    near(weight, [1.0, 0.25, 0.75])


def test_a_liquidation_that_was_sold_in_pieces_stands_there_once() -> None:
    source, liquidation, weight = members((0, 4, 1.0), (0, 2, 1.0), (0, 4, 2.0)).shares()
    assert (source.tolist(), liquidation.tolist()) == ([0, 0], [2, 4])
    near(weight, [0.25, 0.75])


def test_a_source_that_moved_nothing_has_no_weights() -> None:
    assert members((0, 4, 0.0)).shares()[2].tolist() == [0.0]


def test_nobody_has_no_shares() -> None:
    assert [column.tolist() for column in members().shares()] == [[], [], []]
