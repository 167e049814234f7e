"""What one outcome costs in another: a curve per policy, with intervals both ways."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from firesale.analysis.style import WIDTH, colours, look

MARKS = ("o", "s", "^", "D", "v")


@dataclass(frozen=True)
class Plane:
    """One panel: a title, the outcome that it shows upwards, and what that is with its unit."""

    title: str
    outcome: str
    label: str


def frontiers(planes: Sequence[Plane], table: pd.DataFrame, x: str, x_label: str, series: str, along: str) -> Figure:
    """Panels side by side: each outcome over the outcome `x`, a curve per value of `series` through its points in the order of
    the table, each marked with its value of `along`. Bars are the intervals of the table.
    """
    with look():
        figure = Figure(figsize=(WIDTH, 3.3), layout="constrained")
        names = list(dict.fromkeys(table[series]))
        for i, plane in enumerate(planes):
            ax = figure.add_subplot(1, len(planes), i + 1)
            for mark, name in zip(MARKS, names, strict=False):
                _curve(ax, table[table[series] == name], x, plane.outcome, along, colours(names)[name], mark, str(name))
            ax.set_title(plane.title)
            ax.set_xlabel(x_label)
            ax.set_ylabel(plane.label)
        handles, told = figure.axes[0].get_legend_handles_labels()
        figure.legend(handles, told, loc="outside lower center", ncols=len(told))
        return figure


def _curve(ax: Axes, here: pd.DataFrame, x: str, y: str, along: str, colour: str, mark: str, name: str) -> None:
    ends = [[here[one] - here[f"{one}.low"], here[f"{one}.high"] - here[one]] for one in (x, y)]
    ax.errorbar(
        here[x],
        here[y],
        yerr=ends[1],
        xerr=ends[0],
        color=colour,
        elinewidth=0.7,
        linewidth=1.2,
        marker=mark,
        markersize=3.4,
        label=name,
    )
    for place, value, level in zip(here[x], here[y], here[along], strict=True):
        ax.annotate(f"{level:g}", (place, value), xytext=(3, 3), textcoords="offset points", fontsize=6, color=colour)
