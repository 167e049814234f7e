import numpy as np
import pytest

from firesale.analysis.contagion.figures.tidy import tidy


def test_a_parent_stands_in_the_middle_of_its_children() -> None:
    places = tidy(np.array([-1, 0, 0, 0]), np.array([1.0, 2.0, 4.0, 6.0]), [0], 0.0, 0.0)
    assert places.heights.tolist() == [6.0, 1.0, 4.0, 9.0]
    assert places.spans == {0: (0.0, 12.0)}


def test_a_large_parent_makes_room_for_itself() -> None:
    places = tidy(np.array([-1, 0]), np.array([10.0, 2.0]), [0], 0.0, 0.0)
    assert places.heights.tolist() == [5.0, 5.0]
    assert places.total == 10.0


def test_trees_stand_below_each_other_in_the_order_asked_for() -> None:
    places = tidy(np.array([-1, -1, 0]), np.array([2.0, 2.0, 2.0]), [1, 0], 6.0, 1.0)
    assert places.spans == {1: (0.0, 6.0), 0: (7.0, 13.0)}
    assert places.heights.tolist() == [10.0, 3.0, 10.0]


def test_nothing_takes_no_room() -> None:
    assert tidy(np.zeros(0, dtype=np.int64), np.zeros(0), [], 5.0, 1.0).total == 0.0


def test_no_two_leaves_are_in_each_other_s_way() -> None:
    parent = np.array([-1, 0, 0, 1, 1, 1, 2, 2, 4, 4])
    room = np.arange(1.0, 11.0)
    places = tidy(parent, room, [0], 0.0, 0.0)
    leaves = [i for i in range(10) if i not in parent]
    edges = sorted((places.heights[i] - room[i] / 2, places.heights[i] + room[i] / 2) for i in leaves)
    assert all(edges[k][1] <= edges[k + 1][0] + 1e-9 for k in range(len(edges) - 1))
    assert places.total == pytest.approx(room[leaves].sum())
