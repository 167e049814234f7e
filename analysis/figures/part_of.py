"""A part of the protocol network in the order of the whole, whatever Python's hashes are: equal runs give equal pictures."""

from collections.abc import Iterable

import networkx as nx

from firesale.analysis.network import Node


def part_of(whole: "nx.DiGraph[Node]", nodes: Iterable[Node]) -> "nx.DiGraph[Node]":
    """Some nodes and all edges between them."""
    # A sub-graph of networkx lists few nodes of many in the order of a set.
    kept = set(nodes)
    part: nx.DiGraph[Node] = nx.DiGraph()
    part.add_nodes_from((node, what) for node, what in whole.nodes(data=True) if node in kept)
    part.add_edges_from((a, b, what) for a, b, what in whole.edges(data=True) if a in kept and b in kept)
    return part
