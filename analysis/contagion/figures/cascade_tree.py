"""The largest cascades, drawn as trees: which liquidation caused which."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.path import Path

from firesale.analysis.contagion.figures.batches import batches
from firesale.analysis.contagion.figures.busy_time import BusyTime, busy_time, ranks_within_step, shares_of_step
from firesale.analysis.contagion.figures.clock import Clock
from firesale.analysis.contagion.figures.findings import Findings
from firesale.analysis.contagion.figures.fitted import GAP, SMALLEST, fitted
from firesale.analysis.contagion.figures.pool_colours import pool_colours, pool_handles
from firesale.analysis.contagion.figures.tidy import Tidy
from firesale.analysis.style import INK, QUIET, WIDTH, look, note
from firesale.analysis.tables import RunTables
from firesale.analysis.words import count, duration, percent, short
from firesale.market.arrays import FloatArray

MOST_TREES = 5
NUMBERED = 9.0  # diameter from which the number of liquidations stands in a batch (points)
MOST_NAMED_CUTS = 25  # along the axis
EDGE = "#9a9a9a"


def cascade_tree(tables: RunTables, found: Findings) -> Figure:
    """The largest cascades: lines lead from a liquidation to those that it caused more than any other one did.

    Liquidations of one pool and step with a common parent are one dot, with their number in it. Area: debt repaid. Width of a line: how
    much of the cause it is. Within a step, causes stand left of what they caused.
    """
    with look():
        grown = found.trees[found.trees["size"] > 1]
        if grown.empty:
            figure = Figure(figsize=(WIDTH, 2.0), layout="constrained")
            ax = figure.add_subplot()
            ax.set_xticks([])
            note(ax, "no liquidation was caused mainly by another" if len(found.trees) else "no liquidation happened")
            return figure
        largest = grown.sort_values(["size", "debt_value"], ascending=False, kind="stable").head(MOST_TREES)
        own = found.nodes["tree"].isin(largest.index)
        whole = batches(found.liquidations[own], found.nodes[own], found.links)
        return _drawn(tables, found, whole, largest.index.tolist())


def _drawn(tables: RunTables, found: Findings, whole: pd.DataFrame, trees: list[int]) -> Figure:
    drawn, diameters, places = fitted(whole, trees)
    step = drawn["step"].to_numpy()
    rank = ranks_within_step(drawn["parent"].to_numpy(), step)
    axis = busy_time(step, rank)
    moments = axis.places(step, shares_of_step(rank, step))
    colour = pool_colours(tables.margined, found.liquidations.groupby("venue")["debt_value"].sum())
    figure = Figure(figsize=(WIDTH, places.total / 72 + 1.35), layout="constrained")
    ax = figure.add_subplot()
    _edges(ax, drawn, moments, places.heights)
    _dots(ax, drawn, moments, places.heights, diameters, [colour[venue] for venue in drawn["venue"]])
    _name_trees(ax, tables, found.trees.loc[drawn.loc[list(places.spans), "tree"]], places)
    _time_below(ax, tables, found.liquidations, axis)
    shown = {venue: shade for venue, shade in colour.items() if (drawn["venue"] == venue).any()}
    handles = [*pool_handles(shown), *_size_handles(drawn["debt_value"].max(), diameters.max(), tables.numeraire)]
    figure.legend(handles=handles, loc="outside lower center", ncols=5, handletextpad=0.7, labelspacing=0.9)
    figure.suptitle(_title(found, whole, drawn), fontsize=8, color=QUIET)
    return figure


def _edges(ax: Axes, drawn: pd.DataFrame, moments: FloatArray, heights: FloatArray) -> None:
    """Curves from parent to child, level at both ends."""
    inner = drawn.index[drawn["parent"] >= 0].to_numpy()
    if not len(inner):
        return
    above = drawn["parent"].to_numpy()[inner]
    middle = (moments[above] + moments[inner]) / 2
    xs = np.stack([moments[above], middle, middle, moments[inner]], axis=1)
    ys = np.stack([heights[above], heights[above], heights[inner], heights[inner]], axis=1)
    codes = [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]
    curves = [Path(np.column_stack([x, y]), codes) for x, y in zip(xs, ys, strict=True)]
    widths = 0.3 + 2.2 * drawn["weight"].to_numpy()[inner].clip(0.0, 1.0)
    lines = PathCollection(curves, facecolors="none", edgecolors=EDGE, linewidths=widths, zorder=1)
    lines.set_transform(ax.transData)
    ax.add_collection(lines)


def _dots(
    ax: Axes, drawn: pd.DataFrame, moments: FloatArray, heights: FloatArray, diameters: FloatArray, fills: list[str]
) -> None:
    rims = np.where(drawn["parent"] < 0, INK, "white").tolist()
    ax.scatter(moments, heights, s=diameters**2, c=fills, edgecolors=rims, linewidths=0.7, zorder=2)
    sizes = drawn["size"].to_numpy()
    for i in np.flatnonzero((diameters >= NUMBERED) & (sizes > 1)):
        size = short(float(sizes[i]))
        ax.text(moments[i], heights[i], size, ha="center", va="center_baseline", color="white", fontsize=5.5, zorder=3)


def _name_trees(ax: Axes, tables: RunTables, trees: pd.DataFrame, places: Tidy) -> None:
    """What each tree is, on its left, and a line between trees."""
    middles = [(top + bottom) / 2 for top, bottom in places.spans.values()]
    labels = [
        f"{count(size, 'liquidation')}\n{short(float(f'{debt:.3g}'))} {tables.numeraire}\n{cause}"
        for size, debt, cause in trees[["size", "debt_value", "cause"]].itertuples(index=False)
    ]
    ax.set_yticks(middles, labels)
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")
    for _, bottom in list(places.spans.values())[:-1]:
        ax.axhline(bottom + GAP / 2, color="#d0d0d0", linewidth=0.6)
    ax.set_ylim(places.total + GAP / 2, -GAP / 2)


def _time_below(ax: Axes, tables: RunTables, liquidations: pd.DataFrame, axis: BusyTime) -> None:
    """The moments at which some steps begin, and how long the calm lasted where it is cut short."""
    ticks, clock = axis.ticks(), Clock(tables.length, tables.step_seconds)
    start = liquidations.drop_duplicates("step").set_index("step")["time"].reindex(ticks)
    ax.set_xticks(axis.places(ticks, np.zeros(len(ticks))), [clock.at(moment) for moment in start])
    named = -axis.end
    for place, steps in axis.cuts():
        ax.axvspan(place - 0.6, place + 0.6, color="#f0f0f0", zorder=0)
        if min(place, place - named, axis.end - place) < axis.end / MOST_NAMED_CUTS:
            continue
        named, calm = place, f"{duration(steps * tables.step_seconds)} left out"
        ax.text(
            place, 0.5, calm, transform=ax.get_xaxis_transform(), rotation=90, ha="center", va="center", color=QUIET
        )
    ax.set_xlim(-0.3, axis.end + 0.3)
    ax.set_xlabel(f"time ({clock.form}), not to scale: a step is as wide as its generations need")


def _size_handles(largest: float, diameter: float, numeraire: str) -> list[Line2D]:
    """Two sizes of dots for the legend."""
    return [
        Line2D(
            [],
            [],
            marker="o",
            linestyle="none",
            color="white",
            markeredgecolor=INK,
            markersize=max(diameter * part**0.5, SMALLEST),
            label=f"{short(float(f'{largest * part:.2g}'))} {numeraire}",
        )
        for part in (0.1, 1.0)
    ]


def _title(found: Findings, whole: pd.DataFrame, drawn: pd.DataFrame) -> str:
    """How much of the run is drawn."""
    trees = drawn["tree"].nunique()
    share = drawn["debt_value"].sum() / (found.trees["debt_value"].sum() or 1.0)
    of_all = "all" if trees == len(found.trees) else f"the largest of {count(len(found.trees), 'tree')}"
    told = f"{count(trees, 'tree').capitalize()}, {of_all}, with {percent(share)} of the debt liquidated"
    left_out = len(whole) - len(drawn)
    return f"{told}; {count(left_out, 'smaller dot')} not drawn" if left_out else told
