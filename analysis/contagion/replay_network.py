"""The network of a replay: who is in it, where everybody stands, and who gets prices and claims from whom."""

from dataclasses import dataclass

import pandas as pd

from firesale.analysis.contagion.figures.pool_colours import OTHERS, pool_colours
from firesale.analysis.figures.layers import layers, most_important
from firesale.analysis.figures.nodes import edges_of
from firesale.analysis.figures.part_of import part_of
from firesale.analysis.network import Node, protocol_network
from firesale.analysis.style import QUIET
from firesale.analysis.tables import RunTables

ROWS = {"exchange": 0.0, "oracle": 1.0, "pool": 2.0}
"""Prices come from above: exchanges, oracles, pools; assets are not drawn."""


@dataclass(frozen=True)
class ReplayNetwork:
    """Nodes in the order in which the replay numbers them, and pools with their colours.

    Pools that have no room as nodes share the last name of `pools`, which is no node.
    """

    nodes: list[Node]
    places: dict[Node, tuple[float, float]]  # from 0 to 1 from left to right; row from above
    edges: list[tuple[int, int, str]]  # numbers of nodes and kind: price or claim
    pools: list[str]
    colours: list[str]

    @property
    def series_names(self) -> list[tuple[str, str]]:
        """Name and colour of each line of a chart: a pool with a colour of its own, or all others together."""
        own = [(name, colour) for name, colour in zip(self.pools, self.colours, strict=True) if colour != QUIET]
        return [*own, (OTHERS, QUIET)] if QUIET in self.colours else own

    @property
    def series(self) -> list[int]:
        """The line of each pool, by its number in `series_names`."""
        numbers = {name: i for i, name in enumerate(name for name, _ in self.series_names)}
        lines = zip(self.pools, self.colours, strict=True)
        return [len(numbers) - 1 if colour == QUIET else numbers[name] for name, colour in lines]

    def number(self, kind: str, name: str) -> int:
        """The number of a node, -1 if it is not drawn."""
        return self.nodes.index((kind, name)) if (kind, name) in self.places else -1

    def numbers(self, kind: str, names: "pd.Series[str]") -> "pd.Series[int]":
        """The number of the node of each name (n,), -1 if it is not drawn."""
        return names.map({name: self.number(kind, name) for name in names.unique()}).astype("int64")

    def pool_numbers(self, names: "pd.Series[str]") -> "pd.Series[int]":
        """The number of each pool (n,) in `pools`; the last one for those that are not drawn."""
        known = {name: i for i, name in enumerate(self.pools)}
        return names.map({name: known.get(name, len(self.pools) - 1) for name in names.unique()}).astype("int64")


def replay_network(tables: RunTables, debt: "pd.Series[float]") -> ReplayNetwork:
    """The network of a run; `debt` liquidated by pool says which pools have colours of their own if there are many."""
    whole = protocol_network(tables)
    kept, _ = most_important(part_of(whole, (node for node in whole if node[0] in ROWS)))
    graph = part_of(whole, kept)
    order = layers(graph)
    nodes = sorted(graph, key=lambda node: (ROWS[node[0]], -order[node][1]))
    places: dict[Node, tuple[float, float]] = {}
    for kind, row in ROWS.items():
        members = [node for node in nodes if node[0] == kind]
        places |= {node: ((i + 0.5) / len(members), row) for i, node in enumerate(members)}
    number = {node: i for i, node in enumerate(nodes)}
    edges = sorted((number[source], number[target], kind) for source, target, kind in edges_of(graph))
    drawn = [name for kind, name in nodes if kind == "pool"]
    seen = sorted({*tables.margined, *debt.index})
    shade = pool_colours(tables.margined, debt)
    pools = [*drawn, OTHERS] if set(seen) - set(drawn) else drawn
    return ReplayNetwork(nodes, places, edges, pools, [shade.get(pool, QUIET) for pool in pools])
