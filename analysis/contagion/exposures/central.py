"""Who is central among protocols."""

from collections.abc import Collection

import networkx as nx
import numpy as np
import pandas as pd

from firesale.analysis.contagion.exposures.links import BORROWERS, CLAIM, FEED, OVERLAP, REPORT
from firesale.analysis.contagion.exposures.network import Node

PROTOCOLS = ("pool", "exchange", "oracle")
BETWEEN_PROTOCOLS = (CLAIM, OVERLAP, BORROWERS, FEED, REPORT)
ATTENUATION = 0.85
"""How much of a step of distress a further step is worth, at most: in PageRank, and in Katz centrality over the largest strength."""


def protocol_graph(network: "nx.MultiDiGraph[Node]", kinds: Collection[str] = BETWEEN_PROTOCOLS) -> "nx.DiGraph[Node]":
    """Pools, exchanges and oracles of an exposure network, with one edge per pair: `value` is the sum over the kinds, above 0 (numeraire)."""
    graph: nx.DiGraph[Node] = nx.DiGraph()
    graph.add_nodes_from(node for node in network if node[0] in PROTOCOLS)
    values: dict[tuple[Node, Node], float] = {}
    for source, target, its in network.edges(data=True):
        if its["kind"] in kinds and source in graph and target in graph and its["value"] > 0.0:
            values[source, target] = values.get((source, target), 0.0) + its["value"]
    graph.add_edges_from((source, target, {"value": value}) for (source, target), value in values.items())
    return graph


def centralities(graph: "nx.DiGraph[Node]") -> pd.DataFrame:
    """One row per node of a `protocol_graph`, by kind and name.

    Edges point the way distress travels, so "in" is what can hit a protocol and "out" what it can hit.

    * in_degree, out_degree: number of protocols; in_strength, out_strength: sum of values (numeraire)
    * betweenness: share of shortest paths through it, an edge as long as 1 / value. Source: Brandes, J. Math. Sociology 25, 2001
    * eigenvector: of values both ways together, within its connected component, of length 1 there; 0 alone
    * pagerank_in, pagerank_out: PageRank along the edges (hit by those that are hit) and against them (hits those that hit); sum to 1
    * katz_in, katz_out: Katz centrality, each path weakened by 0.85 over the largest strength per edge; of length 1
    """
    backward = graph.reverse()
    betweenness = nx.betweenness_centrality(_lengths(graph), weight="length")
    table = {
        "in_degree": dict(graph.in_degree()),
        "out_degree": dict(graph.out_degree()),
        "in_strength": dict(graph.in_degree(weight="value")),
        "out_strength": dict(graph.out_degree(weight="value")),
        "betweenness": betweenness,
        "eigenvector": _eigenvector(graph),
        "pagerank_in": nx.pagerank(graph, ATTENUATION, weight="value") if len(graph) else {},
        "pagerank_out": nx.pagerank(backward, ATTENUATION, weight="value") if len(graph) else {},
        "katz_in": _katz(graph),
        "katz_out": _katz(backward),
    }
    index = pd.MultiIndex.from_tuples(list(graph), names=["kind", "name"]) if len(graph) else _NOBODY
    return pd.DataFrame({name: [values[node] for node in graph] for name, values in table.items()}, index=index)


_NOBODY = pd.MultiIndex.from_arrays([[], []], names=["kind", "name"])


def _lengths(graph: "nx.DiGraph[Node]") -> "nx.DiGraph[Node]":
    """The same graph with `length`, shorter where more is at stake."""
    lengthened = graph.copy()
    for _, _, its in lengthened.edges(data=True):
        its["length"] = 1.0 / its["value"]
    return lengthened


def _eigenvector(graph: "nx.DiGraph[Node]") -> dict[Node, float]:
    found = dict.fromkeys(graph, 0.0)
    for component in nx.weakly_connected_components(graph):
        nodes = [node for node in graph if node in component]
        if len(nodes) > 1:
            values = nx.to_numpy_array(graph, nodes, weight="value")
            vector = np.linalg.eigh(values + values.T).eigenvectors[:, -1]
            found.update(zip(nodes, np.abs(vector).tolist(), strict=True))
    return found


def _katz(graph: "nx.DiGraph[Node]") -> dict[Node, float]:
    largest = max((value for _, value in graph.in_degree(weight="value")), default=0.0)
    if largest <= 0.0:
        return dict.fromkeys(graph, float(1.0 / np.sqrt(max(1, len(graph)))))
    found: dict[Node, float] = nx.katz_centrality_numpy(graph, ATTENUATION / largest, weight="value")
    return found
