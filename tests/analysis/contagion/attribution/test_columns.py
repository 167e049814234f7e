from dataclasses import dataclass

import numpy as np

from firesale.analysis.contagion.attribution.columns import Columns, ranges, sums
from firesale.market.arrays import FloatArray, IntArray


@dataclass(frozen=True)
class Fruit(Columns):
    count: IntArray
    weight: FloatArray


def test_some_rows_are_taken_from_every_column() -> None:
    some = Fruit(np.array([1, 2, 3]), np.array([0.1, 0.2, 0.3])).at(np.array([2, 0]))
    assert (some.count.tolist(), some.weight.tolist()) == ([3, 1], [0.3, 0.1])


def test_pieces_are_stacked_in_their_order() -> None:
    both = Fruit.stacked([Fruit(np.array([1]), np.array([0.1])), Fruit(np.array([2]), np.array([0.2]))])
    assert (both.count.tolist(), both.weight.tolist()) == ([1, 2], [0.1, 0.2])


def test_ranges_follow_each_other_and_may_be_empty() -> None:
    assert ranges(np.array([3, 7, 0]), np.array([5, 7, 2])).tolist() == [3, 4, 0, 1]


def test_values_are_summed_by_place() -> None:
    assert sums(np.array([1, 1, 3]), np.array([0.5, 0.25, 1.0]), 5).tolist() == [0.0, 0.75, 0.0, 1.0, 0.0]
