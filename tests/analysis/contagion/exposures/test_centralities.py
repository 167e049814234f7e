import math

import networkx as nx
import pytest

from firesale.analysis.contagion.exposures.centralities import centralities
from tests.analysis.contagion.exposures.graphs import pools


def test_degree_counts_and_strength_adds_up() -> None:
    table = centralities(pools(("a", "b", 3.0), ("a", "c", 5.0), ("c", "b", 2.0))).loc["pool"]
    assert table["in_degree"].to_dict() == {"a": 0, "b": 2, "c": 1}
    assert table["out_degree"].to_dict() == {"a": 2, "b": 0, "c": 1}
    assert table["in_strength"].to_dict() == {"a": 0.0, "b": 5.0, "c": 5.0}
    assert table["out_strength"].to_dict() == {"a": 8.0, "b": 0.0, "c": 2.0}


def test_what_lies_between_is_on_the_way_where_most_is_at_stake() -> None:
    """From a to c it is 1/3 + 1/3 by b and 1 straight; two of the six ordered pairs of three could have something between."""
    table = centralities(pools(("a", "b", 3.0), ("b", "c", 3.0), ("a", "c", 1.0))).loc["pool"]
    assert table["betweenness"].to_dict() == {"a": 0.0, "b": 0.5, "c": 0.0}


def test_eigenvector_of_a_star_is_known() -> None:
    """Centre with three leaves: 1 / sqrt 2 for the centre and 1 / sqrt 6 for each leaf."""
    table = centralities(pools(("c", "x", 7.0), ("c", "y", 7.0), ("z", "c", 7.0), alone="w")).loc["pool"]
    assert table["eigenvector"].to_dict() == pytest.approx(
        {"c": 1 / math.sqrt(2), "x": 1 / math.sqrt(6), "y": 1 / math.sqrt(6), "z": 1 / math.sqrt(6), "w": 0.0}
    )


def test_along_a_chain_the_last_is_hit_most_and_the_first_hits_most() -> None:
    table = centralities(pools(("a", "b", 1.0), ("b", "c", 1.0))).loc["pool"]
    for name in ("pagerank", "katz"):
        assert table[f"{name}_in"].is_monotonic_increasing
        assert table[f"{name}_out"].is_monotonic_decreasing
        assert table[f"{name}_in"]["c"] == pytest.approx(table[f"{name}_out"]["a"])
    assert table["pagerank_in"].sum() == pytest.approx(1.0)


def test_katz_is_the_sum_over_weakened_paths() -> None:
    """1, 1 + 0.85, 1 + 0.85 (1 + 0.85), scaled to length 1."""
    table = centralities(pools(("a", "b", 4.0), ("b", "c", 4.0))).loc["pool"]
    raw = [1.0, 1.85, 2.5725]
    assert table["katz_in"].tolist() == pytest.approx([one / math.hypot(*raw) for one in raw])


def test_values_in_another_currency_change_only_strengths() -> None:
    edges = [("a", "b", 3.0), ("b", "c", 2.0), ("c", "a", 4.0), ("a", "c", 1.0)]
    small, large = (centralities(pools(*((a, b, scale * v) for a, b, v in edges))) for scale in (1.0, 1e7))
    unlike = [name for name in small if not (small[name] - large[name]).abs().max() < 1e-5]
    assert unlike == ["in_strength", "out_strength"]


def test_nobody_and_nobody_connected_have_tables_too() -> None:
    assert centralities(nx.DiGraph()).empty
    alone = centralities(pools(alone="ab"))
    assert alone["pagerank_in"].tolist() == [0.5, 0.5]
    assert alone["katz_in"].tolist() == pytest.approx([math.sqrt(0.5), math.sqrt(0.5)])
