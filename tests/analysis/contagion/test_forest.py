import numpy as np
import pytest

from firesale.analysis.contagion.ancestry import ancestry
from firesale.analysis.contagion.attribution.attribute import Attribution
from firesale.analysis.contagion.forest import Forest, cascade_forest, dealt, rooted
from tests.analysis.contagion.by_hand import attribution, chain
from tests.analysis.contagion.conftest import near


def forest(found: Attribution) -> Forest:
    return cascade_forest(found, ancestry(found))


def by(parts: float, *links: tuple[int, int, float]) -> Attribution:
    """Liquidation 2 owes `parts` of its cause to sales; sources 0 and 1 are liquidations 0 and 1."""
    causes = [(2, "fire sale", "a", parts), (2, "trading", "", 1.0 - parts)]
    return attribution("abc", causes, list(links), [(0, 0, 1.0), (1, 1, 1.0)])


def test_a_liquidation_hangs_on_its_most_weighty_parent() -> None:
    assert forest(by(0.9, (2, 0, 0.4), (2, 1, 0.5))).nodes["parent"].tolist() == [-1, -1, 1]


def test_it_is_a_root_if_less_than_half_of_its_cause_is_others() -> None:
    assert forest(by(0.49, (2, 0, 0.49))).nodes["parent"].tolist() == [-1, -1, -1]
    assert forest(by(0.5 - 1e-12, (2, 0, 0.5 - 1e-12))).nodes["parent"].tolist() == [-1, -1, 0]


def test_an_earlier_liquidation_of_its_own_may_weigh_most() -> None:
    causes = [(2, "fire sale", "a", 0.4), (2, "own liquidation", "c", 0.6)]
    found = attribution("abc", causes, [(2, 0, 0.4)], [(0, 0, 1.0)], [(2, 1, 0.6)])
    assert forest(found).nodes["parent"].tolist() == [-1, -1, 1]


def test_a_claim_without_a_liquidation_behind_it_makes_a_root() -> None:
    assert forest(attribution("ab", [(1, "claim", "z", 1.0)])).nodes["parent"].tolist() == [-1, -1]


def test_children_are_dealt_out_by_the_parts_of_a_sale_in_order_of_execution() -> None:
    """Liquidations 0 and 1 make up one source, three quarters and a quarter: of four children three go to 0."""
    children = [2, 3, 4, 5]
    causes = [(child, "fire sale", "a", 1.0) for child in children]
    found = attribution("a" * 6, causes, [(child, 0, 1.0) for child in children], [(0, 0, 0.75), (0, 1, 0.25)])
    assert forest(found).nodes["parent"].tolist() == [-1, -1, 0, 0, 0, 1]


@pytest.mark.parametrize(
    ("shares", "count", "to"),
    [([1.0], 3, [0, 0, 0]), ([0.5, 0.5], 1, [0]), ([0.2, 0.8], 5, [0, 1, 1, 1, 1]), ([0.5, 0.5], 4, [0, 0, 1, 1])],
)
def test_everybody_is_dealt_what_the_share_deserves(shares: list[float], count: int, to: list[int]) -> None:
    assert dealt(np.array(shares), count).tolist() == to


def test_each_node_knows_its_root_and_generation() -> None:
    tree, generation = rooted(np.array([-1, 0, -1, 1, 2, 3]))
    assert (tree.tolist(), generation.tolist()) == ([0, 0, 2, 0, 2, 0], [0, 1, 0, 2, 1, 3])


def test_a_tree_has_the_cause_of_its_root() -> None:
    found = forest(chain())
    assert found.nodes["cause"].tolist() == ["common shock"] * 3
    (tree,) = found.trees.itertuples()
    assert (tree.Index, tree.size, tree.depth, tree.duration, tree.pools) == (0, 3, 2, 120.0, 3)
    assert (tree.debt_value, tree.cause) == (600.0, "common shock")
    near([tree.expected_size], [2.5])


def test_the_cause_of_a_root_is_what_weighs_most_from_outside() -> None:
    causes = [(0, "trading", "", 0.3), (0, "manipulation", "", 0.4), (0, "fire sale", "b", 0.3)]
    assert forest(attribution("a", causes)).trees["cause"].tolist() == ["manipulation"]


def test_a_liquidation_without_any_cause_is_unexplained() -> None:
    assert forest(attribution("a", [])).trees["cause"].tolist() == ["residual"]


def test_of_no_liquidations_there_is_no_forest() -> None:
    found = forest(attribution("", []))
    assert (len(found.nodes), len(found.trees)) == (0, 0)
