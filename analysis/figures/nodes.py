"""How the nodes and edges of the protocol network look: marks by kind, area by debt, colour by loss."""

from collections.abc import Mapping
from math import pi
from types import MappingProxyType

import networkx as nx
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.patches import FancyArrowPatch
from matplotlib.patheffects import withStroke

from firesale.analysis.figures.layers import Places
from firesale.analysis.network import Node
from firesale.analysis.style import INK, PALETTE, QUIET
from firesale.analysis.words import brief

SMALLEST, LARGEST = 50.0, 420.0  # area of a node, square points
OTHERS = 70.0  # area of a node that is no pool
MARKS: Mapping[str, str] = MappingProxyType({"exchange": "s", "oracle": "^", "pool": "o", "asset": "D"})
NAMES = MappingProxyType(
    {
        "exchange": "exchange",
        "oracle": "oracle",
        "pool": "pool (lending or vault)",
        "asset": "collateral of several pools",
    }
)
EDGES = MappingProxyType(
    {
        "price": (QUIET, 0.7, "price read"),
        "collateral": (PALETTE[6], 0.9, "shared collateral"),
        "claim": (PALETTE[3], 1.4, "receipt token held elsewhere"),
    }
)


def edges_of(graph: "nx.DiGraph[Node]") -> list[tuple[Node, Node, str]]:
    """Source, target and kind of each edge."""
    return [(source, target, str(what["kind"])) for source, target, what in graph.edges(data=True)]


def areas_of(graph: "nx.DiGraph[Node]", measure: str) -> dict[Node, float]:
    """Area of each node in square points: of a pool by `measure` (liquidated or debt), of others the same."""
    largest = max((what.get(measure, 0.0) for _, what in graph.nodes(data=True)), default=0.0) or 1.0
    return {
        node: SMALLEST + (LARGEST - SMALLEST) * what[measure] / largest if node[0] == "pool" else OTHERS
        for node, what in graph.nodes(data=True)
    }


def draw_edges(ax: Axes, graph: "nx.DiGraph[Node]", places: Places, areas: Mapping[Node, float]) -> None:
    """Claims bend, so that they are seen between nodes of one column."""
    for source, target, kind in edges_of(graph):
        colour, width, _ = EDGES[kind]
        rows_apart = abs(places[source][1] - places[target][1])
        bend = -min(0.45, 2.5 / max(rows_apart, 1.0)) if source[0] == target[0] else 0.0
        arrow = FancyArrowPatch(
            places[source],
            places[target],
            arrowstyle="-" if kind == "collateral" else "-|>",
            connectionstyle=f"arc3,rad={bend}",
            mutation_scale=7,
            shrinkA=_radius(areas[source]),
            shrinkB=_radius(areas[target]) + 1,
            color=colour,
            linewidth=width,
            zorder=2 if kind == "claim" else 1,
        )
        ax.add_patch(arrow)


def draw_nodes(ax: Axes, graph: "nx.DiGraph[Node]", places: Places, areas: Mapping[Node, float]) -> ScalarMappable:
    """Draws the nodes and returns the scale of the losses, from zero to the largest (1 if there was none)."""
    losses = {node: what.get("loss", 0.0) for node, what in graph.nodes(data=True)}
    scale = ScalarMappable(Normalize(0.0, max(losses.values()) or 1.0), sns.color_palette("flare", as_cmap=True))
    for node, (x, y) in places.items():
        fill = scale.to_rgba(losses[node]) if losses[node] > 0 else "white"
        mark = MARKS[node[0]]
        ax.scatter([x], [y], s=areas[node], marker=mark, color=[fill], edgecolors=INK, linewidths=0.9, zorder=3)
    return scale


def label(ax: Axes, places: Places, areas: Mapping[Node, float]) -> None:
    """The name below each node, shortened if it is long, readable on top of lines."""
    for node, place in places.items():
        below = (0, -_radius(areas[node]) - 3)
        text = ax.annotate(
            brief(node[1]), place, below, textcoords="offset points", ha="center", va="top", fontsize=7, zorder=4
        )
        text.set_path_effects([withStroke(linewidth=2.5, foreground="white")])
    xs, ys = zip(*places.values(), strict=True)
    ax.set_xlim(min(xs) - 0.5, max(xs) + 0.5)
    ax.set_ylim(min(ys) - 0.8, max(ys) + 0.6)


def _radius(area: float) -> float:
    return float((area / pi) ** 0.5)
