from firesale.analysis.contagion.exposures.communities import communities
from tests.analysis.contagion.exposures.graphs import pools


def test_two_groups_with_one_weak_edge_between_them_are_two() -> None:
    graph = pools(
        ("a", "b", 10.0),
        ("b", "c", 10.0),
        ("c", "a", 10.0),
        ("x", "y", 10.0),
        ("y", "z", 10.0),
        ("z", "x", 10.0),
        ("c", "x", 0.1),
    )
    found = communities(graph).loc["pool"]
    assert found.to_dict() == {"a": 0, "b": 0, "c": 0, "x": 1, "y": 1, "z": 1}


def test_edges_both_ways_count_together() -> None:
    graph = pools(("a", "b", 1.0), ("b", "a", 1.0), ("c", "d", 1.0), ("d", "c", 1.0))
    assert communities(graph).loc["pool"].to_dict() == {"a": 0, "b": 0, "c": 1, "d": 1}


def test_who_is_connected_to_nobody_stands_alone() -> None:
    assert communities(pools(("a", "b", 1.0), alone="cd")).tolist() == [0, 0, 1, 2]
    assert communities(pools(alone="ab")).tolist() == [0, 1]
    assert communities(pools()).empty
