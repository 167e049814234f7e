"""What one outcome costs in another: a curve per policy, with intervals both ways."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from firesale.analysis.style import WIDTH, colours, look


@dataclass(frozen=True)
class Plane:
    """One panel: a title, the outcome that it shows upwards, and what that is with its unit."""

    title: str
    outcome: str
    label: str


@dataclass(frozen=True)
class Look:
    """A curve's mark, and where the numbers at its ends stand beside it (points)."""

    mark: str
    aside: tuple[int, int]


LOOKS = (Look("o", (5, 4)), Look("s", (5, -10)), Look("^", (-18, 5)), Look("D", (-18, -10)), Look("v", (5, 12)))


def frontiers(planes: Sequence[Plane], table: pd.DataFrame, x: str, x_label: str, series: str, along: str) -> Figure:
    """Panels side by side: each outcome over the outcome `x`, a curve per value of `series` through its points in the order of
    the table, its ends marked with their values of `along`. Bars are the intervals of the table.
    """
    with look():
        figure = Figure(figsize=(WIDTH, 3.3), layout="constrained")
        names = list(dict.fromkeys(table[series]))
        for i, plane in enumerate(planes):
            ax = figure.add_subplot(1, len(planes), i + 1)
            for style, name in zip(LOOKS, names, strict=False):
                here, colour = table[table[series] == name], colours(names)[name]
                _curve(ax, here, (x, plane.outcome), style, colour, str(name))
                _ends(ax, here, (x, plane.outcome), style, colour, along)
            ax.set_title(plane.title)
            ax.set_xlabel(x_label)
            ax.set_ylabel(plane.label)
        handles, told = figure.axes[0].get_legend_handles_labels()
        figure.legend(handles, told, loc="outside lower center", ncols=len(told))
        return figure


def _curve(ax: Axes, here: pd.DataFrame, axes: tuple[str, str], style: Look, colour: str, name: str) -> None:
    x, y = axes
    across, up = ([here[one] - here[f"{one}.low"], here[f"{one}.high"] - here[one]] for one in axes)
    ax.errorbar(
        here[x],
        here[y],
        yerr=up,
        xerr=across,
        color=colour,
        marker=style.mark,
        markersize=3.4,
        elinewidth=0.7,
        linewidth=1.2,
        label=name,
    )


def _ends(ax: Axes, here: pd.DataFrame, axes: tuple[str, str], style: Look, colour: str, along: str) -> None:
    x, y = axes
    for _, row in here.iloc[[0, -1]].iterrows():
        place = (float(row[x]), float(row[y]))
        ax.annotate(f"{row[along]:g}", place, style.aside, textcoords="offset points", fontsize=6.5, color=colour)
