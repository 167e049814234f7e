import numpy as np

from firesale.analysis.contagion.attribution.links import Links
from firesale.analysis.contagion.attribution.members import Members
from firesale.analysis.contagion.attribution.unfinished import followed_to_members
from tests.analysis.contagion.conftest import near

MOMENTS = np.array([10, 20, 30, 40])
"""Of four liquidations, each of which is sold just after."""
MEMBERS = Members(np.array([0, 0, 0, 1]), np.array([0, 1, 2, 3]), MOMENTS + 1, np.array([1.0, 3.0, 4.0, 1.0]))


def links(child: int, source: int, weight: float) -> Links:
    return Links(np.array([child]), np.array([source]), np.array([weight]))


def test_a_source_that_was_finished_is_left_as_it_is() -> None:
    kept, followed = followed_to_members(links(3, 0, 0.8), MEMBERS, MOMENTS)
    assert (kept.cause.tolist(), kept.weight.tolist()) == ([0], [0.8])
    assert followed.child.tolist() == []


def test_of_one_that_went_on_only_what_came_before_the_child_counts() -> None:
    kept, followed = followed_to_members(links(2, 0, 0.8), MEMBERS, MOMENTS)
    assert kept.child.tolist() == []
    assert (followed.child.tolist(), followed.cause.tolist()) == ([2, 2], [0, 1])
    near(followed.weight, [0.2, 0.6])


def test_without_links_there_is_nothing_to_follow() -> None:
    none = links(0, 0, 0.0).at(np.array([], dtype=np.int64))
    assert [found.child.tolist() for found in followed_to_members(none, MEMBERS, MOMENTS)] == [[], []]
