"""Small networks of protocols, written as edges."""

import networkx as nx

Node = tuple[str, str]


def pools(*edges: tuple[str, str, float], alone: str = "") -> "nx.DiGraph[Node]":
    """A graph of pools from (source, target, value), and pools without an edge."""
    graph: nx.DiGraph[Node] = nx.DiGraph()
    graph.add_edges_from((("pool", a), ("pool", b), {"value": value}) for a, b, value in edges)
    graph.add_nodes_from(("pool", name) for name in alone)
    return graph
