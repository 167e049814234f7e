"""Outcomes over one axis of a study as lines with their intervals as bars, one line per value of another axis."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from firesale.analysis.style import WIDTH, colours, look

MARKS = ("o", "s", "^", "D", "v", "P", "X", "*")
ASIDE = 0.08  # of the distance between two points, from line to line


@dataclass(frozen=True)
class Panel:
    """One panel: a title, the table of a study, the outcome drawn from it, what it is with its unit, and its largest
    value.
    """

    title: str
    table: pd.DataFrame
    outcome: str
    label: str
    most: float


def line_panels(panels: Sequence[Panel], x: str, series: str, labels: Mapping[str, str], columns: int = 2) -> Figure:
    """Panels in rows of `columns`; bars are the intervals of the table, moved aside so that none hides another.

    `labels` name the axis, and the values of `series` if these are not names already.
    """
    with look():
        rows = -(-len(panels) // columns)
        figure = Figure(figsize=(WIDTH, 2.1 * rows + 0.7), layout="constrained")
        names = list(dict.fromkeys(name for panel in panels for name in panel.table[series]))
        for i, panel in enumerate(panels):
            ax = figure.add_subplot(rows, columns, i + 1)
            for place, (mark, name) in enumerate(zip(MARKS, names, strict=False)):
                here = panel.table[panel.table[series] == name]
                aside = ASIDE * (place - (len(names) - 1) / 2) * float(here[x].diff().min())
                _line(ax, here, here[x] + aside, panel.outcome, colours(names)[name], mark, labels.get(name, name))
            ax.set_title(panel.title)
            ax.set_ylabel(panel.label)
            ax.set_ylim(-0.03 * panel.most, 1.03 * panel.most)
            if i >= len(panels) - columns:
                ax.set_xlabel(labels[x])
        handles, told = figure.axes[0].get_legend_handles_labels()
        figure.legend(handles, told, loc="outside lower center", ncols=min(len(told), 6))
        return figure


def _line(
    ax: Axes, table: pd.DataFrame, x: "pd.Series[float]", outcome: str, colour: str, mark: str, name: str
) -> None:
    ends = [table[outcome] - table[f"{outcome}.low"], table[f"{outcome}.high"] - table[outcome]]
    ax.errorbar(
        x, table[outcome], ends, color=colour, elinewidth=0.8, linewidth=1.2, marker=mark, markersize=3.2, label=name
    )
