"""Who is central among protocols."""

from collections.abc import Mapping

import networkx as nx
import numpy as np
import pandas as pd

from firesale.analysis.contagion.exposures.network import Node
from firesale.analysis.contagion.exposures.protocol_graph import by_node

ATTENUATION = 0.85
"""What is left of distress after one more edge: in PageRank, and in Katz centrality where most is at stake."""


def centralities(graph: "nx.DiGraph[Node]") -> pd.DataFrame:
    """One row per node of a `protocol_graph`, by kind and name.

    Edges point the way distress travels, so "in" is about what can hit a protocol and "out" about what it can hit.

    * in_degree, out_degree: number of protocols; in_strength, out_strength: sum of values (numeraire)
    * betweenness: share of shortest paths that lead through it, an edge being 1 / value long. Source: Brandes, A faster algorithm for
      betweenness centrality, Journal of Mathematical Sociology 25, 2001
    * eigenvector: of values both ways together, within a connected component, of length 1 there; 0 for a node alone
    * pagerank_in, pagerank_out: PageRank along the edges (hit by who is hit) and against them (hits who hits); adds up to 1
    * katz_in, katz_out: the same by Katz centrality, with an attenuation of 0.85 over the largest strength; of length 1
    """
    backward = graph.reverse()
    table: dict[str, Mapping[Node, float]] = {
        "in_degree": dict(graph.in_degree()),
        "out_degree": dict(graph.out_degree()),
        "in_strength": dict(graph.in_degree(weight="value")),
        "out_strength": dict(graph.out_degree(weight="value")),
        "betweenness": nx.betweenness_centrality(_with_lengths(graph), weight="length"),
        "eigenvector": _eigenvector(graph),
        "pagerank_in": nx.pagerank(graph, ATTENUATION, weight="value"),
        "pagerank_out": nx.pagerank(backward, ATTENUATION, weight="value"),
        "katz_in": _katz(graph),
        "katz_out": _katz(backward),
    }
    return pd.DataFrame({name: [values[node] for node in graph] for name, values in table.items()}, by_node(graph))


def _with_lengths(graph: "nx.DiGraph[Node]") -> "nx.DiGraph[Node]":
    """A copy whose edges have a `length`, shorter where more is at stake."""
    copy = graph.copy()
    for _, _, its in copy.edges(data=True):
        its["length"] = 1.0 / its["value"]
    return copy


def _eigenvector(graph: "nx.DiGraph[Node]") -> dict[Node, float]:
    """Of the symmetric matrix, which always has one: along the edges a network without circles has none."""
    found = dict.fromkeys(graph, 0.0)
    for component in nx.weakly_connected_components(graph):
        nodes = [node for node in graph if node in component]
        if len(nodes) > 1:
            values = nx.to_numpy_array(graph, nodes, weight="value")
            vector = np.linalg.eigh(values + values.T).eigenvectors[:, -1]
            found.update(zip(nodes, np.abs(vector).tolist(), strict=True))
    return found


def _katz(graph: "nx.DiGraph[Node]") -> dict[Node, float]:
    """The largest strength is above the largest eigenvalue, so the sum over paths ends."""
    largest = max((value for _, value in graph.in_degree(weight="value")), default=0.0)
    if largest <= 0.0:
        return dict.fromkeys(graph, 1.0 / np.sqrt(max(1, len(graph))))
    found: dict[Node, float] = nx.katz_centrality_numpy(graph, ATTENUATION / largest, weight="value")
    return found
