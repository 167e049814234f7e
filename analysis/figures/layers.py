"""Where the nodes of the protocol network stand: a column per kind, neighbours at similar heights."""

import networkx as nx

from firesale.analysis.figures.part_of import part_of
from firesale.analysis.network import Node

KINDS = ("exchange", "oracle", "pool", "asset")
MOST_IN_A_COLUMN = 24
_ORDER = ("oracle", "exchange", "asset", "pool", "oracle", "exchange", "asset")

Places = dict[Node, tuple[float, float]]
"""Column and height of each node."""


def most_important(graph: "nx.DiGraph[Node]") -> tuple["nx.DiGraph[Node]", int]:
    """The graph without what does not fit into a column, and how many nodes that leaves out: small and little connected
    ones.
    """
    kept: list[Node] = []
    for kind in KINDS:
        column = [node for node in graph if node[0] == kind]
        column.sort(key=lambda node: (-graph.nodes[node].get("liquidated", 0.0), -graph.degree(node)))
        kept += column[:MOST_IN_A_COLUMN]
    return part_of(graph, kept), len(graph) - len(kept)


def layers(graph: "nx.DiGraph[Node]") -> Places:
    """Columns in the order of `KINDS`, evenly filled; each column is sorted by the mean height of its neighbours, a few
    times over.
    """
    columns = {kind: [node for node in graph if node[0] == kind] for kind in KINDS}
    columns = {kind: nodes for kind, nodes in columns.items() if nodes}
    tallest = max((len(nodes) for nodes in columns.values()), default=1)
    height: dict[Node, float] = {}
    for kind in columns:
        height |= _spread(columns[kind], tallest)
    for kind in _ORDER:
        nodes = columns.get(kind, [])
        nodes.sort(key=lambda node: -_mean_height(graph, node, height))
        height |= _spread(nodes, tallest)
    return {node: (float(x), height[node]) for x, nodes in enumerate(columns.values()) for node in nodes}


def _spread(nodes: list[Node], tallest: int) -> dict[Node, float]:
    """Heights from top to bottom that fill the height of the tallest column."""
    gap = tallest / max(len(nodes), 1)
    return {node: tallest - gap * (i + 0.5) for i, node in enumerate(nodes)}


def _mean_height(graph: "nx.DiGraph[Node]", node: Node, height: dict[Node, float]) -> float:
    """Mean height of the neighbours in other columns; its own where there is none."""
    near = [height[other] for other in nx.all_neighbors(graph, node) if other[0] != node[0]]
    return sum(near) / len(near) if near else height[node]
