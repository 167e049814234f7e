"""Protocols alone: the exposure network without accounts and assets, one edge per pair."""

from collections.abc import Collection

import networkx as nx
import pandas as pd

from firesale.analysis.contagion.exposures.links import BORROWERS, CLAIM, FEED, OVERLAP, REPORT
from firesale.analysis.contagion.exposures.network import Node

PROTOCOLS = ("pool", "exchange", "oracle")
BETWEEN_PROTOCOLS = (CLAIM, OVERLAP, BORROWERS, FEED, REPORT)


def protocol_graph(network: "nx.MultiDiGraph[Node]", kinds: Collection[str] = BETWEEN_PROTOCOLS) -> "nx.DiGraph[Node]":
    """Pools, exchanges and oracles of an exposure network; an edge has as `value` the sum over the kinds asked for (numeraire, above 0)."""
    graph: nx.DiGraph[Node] = nx.DiGraph()
    graph.add_nodes_from(node for node in network if node[0] in PROTOCOLS)
    values: dict[tuple[Node, Node], float] = {}
    for source, target, its in network.edges(data=True):
        if its["kind"] in kinds and source in graph and target in graph and its["value"] > 0.0:
            values[source, target] = values.get((source, target), 0.0) + its["value"]
    graph.add_edges_from((source, target, {"value": value}) for (source, target), value in values.items())
    return graph


def by_node(graph: "nx.DiGraph[Node]") -> pd.MultiIndex:
    """The nodes of a graph as an index of kind and name."""
    return pd.MultiIndex.from_arrays([[kind for kind, _ in graph], [name for _, name in graph]], names=["kind", "name"])
