"""Outcomes over one axis of a study as lines with their intervals, one line per value of another axis."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from firesale.analysis.style import WIDTH, colours, look

MARKS = ("o", "s", "^", "D", "v", "P", "X", "*")


@dataclass(frozen=True)
class Panel:
    """One panel: a title, the table of a study, the outcome drawn from it, what it is with its unit, and its largest value."""

    title: str
    table: pd.DataFrame
    outcome: str
    label: str
    most: float


def line_panels(panels: Sequence[Panel], x: str, series: str, labels: Mapping[str, str], columns: int = 2) -> Figure:
    """Panels in rows of `columns`; bands are the intervals of the table. `labels` name the axis and the values of `series`, in order."""
    with look():
        rows = -(-len(panels) // columns)
        figure = Figure(figsize=(WIDTH, 2.1 * rows + 0.7), layout="constrained")
        names = list(dict.fromkeys(name for panel in panels for name in panel.table[series]))
        for i, panel in enumerate(panels):
            ax = figure.add_subplot(rows, columns, i + 1)
            for mark, name in zip(MARKS, names, strict=False):
                here = panel.table[panel.table[series] == name]
                _line(ax, here, x, panel.outcome, colours(names)[name], mark, labels.get(name, name))
            ax.set_title(panel.title)
            ax.set_ylabel(panel.label)
            ax.set_ylim(-0.03 * panel.most, 1.03 * panel.most)
            if i >= len(panels) - columns:
                ax.set_xlabel(labels[x])
        handles, told = figure.axes[0].get_legend_handles_labels()
        figure.legend(handles, told, loc="outside lower center", ncols=min(len(told), 4))
        return figure


def _line(ax: Axes, table: pd.DataFrame, x: str, outcome: str, colour: str, mark: str, name: str) -> None:
    ax.fill_between(table[x], table[f"{outcome}.low"], table[f"{outcome}.high"], color=colour, alpha=0.15, linewidth=0)
    ax.plot(table[x], table[outcome], color=colour, marker=mark, markersize=3.2, label=name)
