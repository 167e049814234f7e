"""The protocols at the start and at the end, and who infected whom in between."""

import networkx as nx
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from firesale.analysis.contagion.figures.arrows import draw_arrows, strongest_arrows
from firesale.analysis.contagion.figures.findings import Findings
from firesale.analysis.figures.layers import KINDS, Places, layers, most_important
from firesale.analysis.figures.nodes import (
    EDGES,
    MARKS,
    NAMES,
    SMALLEST,
    areas_of,
    draw_edges,
    draw_nodes,
    edges_of,
    label,
)
from firesale.analysis.figures.part_of import part_of
from firesale.analysis.network import Node, protocol_network
from firesale.analysis.style import INK, QUIET, THRESHOLD, WIDTH, look, note
from firesale.analysis.tables import RunTables
from firesale.analysis.words import count, short
from firesale.market.events import PositionsRecorded

MOST_POOLS = 14
ROOM_FOR_ARROWS = 0.4  # right of the pools (columns)


def before_and_after(tables: RunTables, found: Findings) -> Figure:
    """The protocols at the start, with what ties them together, and at the end, with what spread between them.

    Area of a pool: its debt at that time. Colour: bad debt booked by then. Red arrows lead from pools whose liquidations caused those of
    other pools: the wider, the more debt was liquidated by it; the strongest ones are drawn.
    """
    graph, left_out = _fitting(protocol_network(tables))
    first, last = _graph_at(graph, _debt(tables, "first"), 0.0), _graph_at(graph, _debt(tables, "last"), 1.0)
    places = layers(graph)
    with look():
        tallest = max((sum(node[0] == kind for node in graph) for kind in KINDS), default=1)
        figure = Figure(figsize=(WIDTH, 1.7 + 0.42 * max(tallest, 3)), layout="constrained")
        left, right = figure.subplots(1, 2)
        for ax, title in ((left, "At the start"), (right, "At the end")):
            ax.set_axis_off()
            ax.set_title(title)
        if not len(graph):
            note(left, "no venue was opened")
            return figure
        largest = max(what.get("debt", 0.0) for one in (first, last) for _, what in one.nodes(data=True))
        _panel(left, first, places, largest)
        last.remove_edges_from([edge[:2] for edge in edges_of(last) if edge[2] == "claim"])
        scale = _panel(right, last, places, largest)
        arrows = strongest_arrows(found.matrix, places)
        draw_arrows(right, arrows, places)
        for ax in (left, right):
            ax.set_xlim(right=ax.get_xlim()[1] + ROOM_FOR_ARROWS)
        if any(what.get("loss", 0.0) > 0 for _, what in last.nodes(data=True)):
            _loss_bar(figure, right, scale, tables.numeraire)
        _legend(figure, graph, bool(arrows), left_out)
        return figure


def _fitting(graph: "nx.DiGraph[Node]") -> tuple["nx.DiGraph[Node]", int]:
    """The network without shared collateral, for which there is no room, and without the smallest of many pools; how many nodes that
    leaves out.
    """
    pools = sorted(
        (node for node in graph if node[0] == "pool"), key=lambda node: (-graph.nodes[node]["liquidated"], node)
    )
    small = set(pools[MOST_POOLS:])
    smaller = part_of(graph, (node for node in graph if node[0] != "asset" and node not in small))
    kept, left_out = most_important(smaller)
    return part_of(smaller, kept), left_out + len(small)


def _debt(tables: RunTables, which: str) -> pd.Series:
    """Debt of each pool at its first or last record (numeraire)."""
    recorded = tables.table(PositionsRecorded).groupby("venue")["debt_value"]
    return recorded.first() if which == "first" else recorded.last()


def _graph_at(graph: "nx.DiGraph[Node]", debt: pd.Series, loss: float) -> "nx.DiGraph[Node]":
    """The network with the debt of one moment, and the `loss` booked by then as a part of all."""
    then = graph.copy()
    for node, what in then.nodes(data=True):
        if node[0] == "pool":
            what["debt"], what["loss"] = float(debt.get(node[1], 0.0)), loss * what["loss"]
    return then


def _panel(ax: Axes, graph: "nx.DiGraph[Node]", places: Places, largest: float) -> ScalarMappable:
    """One moment; `largest` is the debt whose area is the largest in both panels."""
    own = max((what.get("debt", 0.0) for _, what in graph.nodes(data=True)), default=0.0)
    part = own / largest if largest > 0 else 1.0
    areas = {
        node: SMALLEST + part * (area - SMALLEST) if node[0] == "pool" else area
        for node, area in areas_of(graph, "debt").items()
    }
    draw_edges(ax, graph, places, areas)
    scale = draw_nodes(ax, graph, places, areas)
    label(ax, places, areas)
    return scale


def _loss_bar(figure: Figure, ax: Axes, scale: ScalarMappable, numeraire: str) -> None:
    form = FuncFormatter(lambda value, _: short(value))
    shrink = min(0.7, 1.8 / figure.get_figheight())
    bar = figure.colorbar(scale, ax=ax, shrink=shrink, aspect=15, format=form, ticks=MaxNLocator(4))
    bar.set_label(f"bad debt booked ({numeraire})")


def _legend(figure: Figure, graph: "nx.DiGraph[Node]", infected: bool, left_out: int) -> None:
    kinds = [kind for kind in KINDS if any(node[0] == kind for node in graph)]
    handles = [
        Line2D([], [], marker=MARKS[kind], color=INK, markerfacecolor="white", linestyle="none", label=NAMES[kind])
        for kind in kinds
    ]
    used = {kind for _, _, kind in edges_of(graph)}
    handles += [
        Line2D([], [], color=c, linewidth=w, label=name) for kind, (c, w, name) in EDGES.items() if kind in used
    ]
    if infected:
        handles.append(Line2D([], [], color=THRESHOLD, linewidth=1.6, label="liquidations caused by another pool's"))
    figure.legend(handles=handles, loc="outside lower center", ncols=3)
    if left_out:
        figure.suptitle(f"{count(left_out, 'smaller node')} not drawn", fontsize=8, color=QUIET)
