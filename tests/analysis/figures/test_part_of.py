import networkx as nx

from firesale.analysis.figures.part_of import part_of
from firesale.analysis.network import Node


def test_a_part_keeps_the_order_of_the_whole() -> None:
    whole: nx.DiGraph[Node] = nx.DiGraph()
    whole.add_nodes_from(("pool", f"p{i}") for i in range(100))
    whole.add_edge(("pool", "p30"), ("pool", "p2"), kind="claim")
    whole.add_edge(("pool", "p30"), ("pool", "p99"), kind="claim")
    part = part_of(whole, [("pool", f"p{i}") for i in (30, 2, 17)])
    assert list(part) == [("pool", "p2"), ("pool", "p17"), ("pool", "p30")]
    assert list(part.edges(data="kind")) == [(("pool", "p30"), ("pool", "p2"), "claim")]
