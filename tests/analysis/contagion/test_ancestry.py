import numpy as np

from firesale.analysis.contagion.ancestry import ancestry
from tests.analysis.contagion.by_hand import attribution, chain
from tests.analysis.contagion.conftest import near


def test_progeny_counts_the_children_of_children_with_their_weights() -> None:
    near(ancestry(chain()).progeny(), [1.0 + 1.0 * 1.5, 1.5, 1.0])


def test_origins_are_followed_over_generations() -> None:
    outside = np.array([[1.0, 0.0], [0.0, 0.0], [0.0, 0.5]])  # common shock, trading
    near(ancestry(chain()).origins(outside), [[1.0, 0.0], [1.0, 0.0], [0.5, 0.5]])


def test_parents_are_the_members_of_sources() -> None:
    found = ancestry(attribution("abc", [], [(2, 0, 0.8)], [(0, 0, 0.25), (0, 1, 0.75)]))
    near(found.parents().toarray()[2], [0.2, 0.6, 0.0])


def test_a_single_liquidation_may_be_a_parent_as_well() -> None:
    found = ancestry(attribution("abc", [], [(2, 0, 0.5)], [(0, 0, 1.0)], [(2, 0, 0.25), (2, 1, 0.25)]))
    near(found.parents().toarray()[2], [0.75, 0.25, 0.0])
    near(found.progeny(), [1.75, 1.25, 1.0])


def test_small_weights_are_not_listed() -> None:
    found = ancestry(attribution("abc", [], [(2, 0, 0.8)], [(0, 0, 0.001), (0, 1, 0.999)]))
    assert found.parents(0.01).toarray()[2].tolist() == [0.0, 0.8 * 0.999, 0.0]


def test_a_long_chain_is_followed_to_its_end() -> None:
    n = 300
    links, members = [(i, i - 1, 1.0) for i in range(1, n)], [(i, i, 1.0) for i in range(n)]
    near(ancestry(attribution("a" * n, [], links, members)).progeny(), np.arange(n, 0, -1))


def test_nobody_has_no_ancestors() -> None:
    found = ancestry(attribution("", []))
    assert found.progeny().tolist() == []
    assert found.parents().shape == (0, 0)
