"""The protocols of a run and what ties them together."""

import networkx as nx
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from firesale.analysis.figures.layers import KINDS, layers, most_important
from firesale.analysis.figures.nodes import EDGES, MARKS, NAMES, areas_of, draw_edges, draw_nodes, edges_of, label
from firesale.analysis.network import Node, protocol_network
from firesale.analysis.style import INK, QUIET, WIDTH, look, note
from firesale.analysis.tables import RunTables
from firesale.analysis.words import short


def network(tables: RunTables) -> Figure:
    """Exchanges, oracles, pools and shared collateral from left to right.

    A pool's area is the debt liquidated there (the debt at the last record if nothing was liquidated), its colour the
    bad debt booked.
    """
    graph, left_out = most_important(protocol_network(tables))
    places = layers(graph)
    with look():
        tallest = max((sum(node[0] == kind for node in graph) for kind in KINDS), default=1)
        figure = Figure(figsize=(WIDTH, 1.6 + 0.48 * max(tallest, 3)), layout="constrained")
        ax = figure.add_subplot()
        ax.set_axis_off()
        if not len(graph):
            note(ax, "no venue was opened")
            return figure
        hit = any(what.get("liquidated", 0.0) > 0 for _, what in graph.nodes(data=True))
        areas = areas_of(graph, "liquidated" if hit else "debt")
        draw_edges(ax, graph, places, areas)
        scale = draw_nodes(ax, graph, places, areas)
        if any(what.get("loss", 0.0) > 0 for _, what in graph.nodes(data=True)):
            _loss_bar(figure, ax, scale, tables.numeraire)
        label(ax, places, areas)
        _legend(figure, graph, "debt liquidated" if hit else "debt at the end", left_out)
        return figure


def _loss_bar(figure: Figure, ax: Axes, scale: ScalarMappable, numeraire: str) -> None:
    """The colours of the losses, no taller than two inches."""
    shrink = min(0.7, 2.0 / figure.get_figheight())
    form = FuncFormatter(lambda value, _: short(value))
    bar = figure.colorbar(scale, ax=ax, shrink=shrink, aspect=15, format=form, ticks=MaxNLocator(4))
    bar.set_label(f"bad debt booked ({numeraire})")


def _legend(figure: Figure, graph: "nx.DiGraph[Node]", measure: str, left_out: int) -> None:
    kinds = [kind for kind in KINDS if any(node[0] == kind for node in graph)]
    nodes = [
        Line2D([], [], marker=MARKS[kind], color=INK, markerfacecolor="white", linestyle="none", label=NAMES[kind])
        for kind in kinds
    ]
    used = {kind for _, _, kind in edges_of(graph)}
    lines = [Line2D([], [], color=c, linewidth=w, label=label) for kind, (c, w, label) in EDGES.items() if kind in used]
    figure.legend(handles=[*nodes, *lines], loc="outside lower center", ncols=4)
    more = f"; {left_out} smaller nodes not drawn" if left_out else ""
    figure.suptitle(f"Area of a pool: {measure}; white: no bad debt{more}", fontsize=8, color=QUIET)
