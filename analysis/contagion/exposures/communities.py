"""Which protocols hang together."""

import networkx as nx
import pandas as pd

from firesale.analysis.contagion.exposures.network import Node
from firesale.analysis.contagion.exposures.protocol_graph import by_node


def communities(graph: "nx.DiGraph[Node]") -> pd.Series:
    """The number of the community of each node of a `protocol_graph`, by kind and name, in the order of first members from 0 on.

    Greedy modularity on values both ways together; a node without an edge stands alone. Deterministic. Source: Clauset, Newman and Moore,
    Finding community structure in very large networks, Physical Review E 70, 066111, 2004.
    """
    both = _numbered(graph)
    groups = [{i} for i in both] if both.size() == 0 else nx.community.greedy_modularity_communities(both, "value")
    of = {i: place for place, group in enumerate(sorted(groups, key=min)) for i in group}
    return pd.Series([of[i] for i in range(len(graph))], index=by_node(graph), name="community", dtype="int64")


def _numbered(graph: "nx.DiGraph[Node]") -> "nx.Graph[int]":
    """Values both ways together, nodes as numbers: the order of a set of names is not the same in every process."""
    number = {node: i for i, node in enumerate(graph)}
    values: dict[tuple[int, int], float] = {}
    for source, target, its in graph.edges(data=True):
        pair = min(number[source], number[target]), max(number[source], number[target])
        values[pair] = values.get(pair, 0.0) + its["value"]
    both: nx.Graph[int] = nx.Graph()
    both.add_nodes_from(range(len(number)))
    both.add_edges_from((i, j, {"value": value}) for (i, j), value in values.items())
    return both
