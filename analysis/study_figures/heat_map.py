"""An outcome over two axes of a study as colour, with the line where it crosses one half."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from firesale.analysis.study_table import crossed
from firesale.analysis.style import INK, WIDTH, look
from firesale.analysis.words import short

HALF = 0.5
STYLES: tuple[Literal["solid", "dashed"], ...] = ("solid", "dashed")
COLOURS = sns.color_palette("rocket_r", as_cmap=True)


@dataclass(frozen=True)
class Map:
    """One panel: the table of a study at these two axes, the outcome shown (a fraction), and tables whose line at one
    half is drawn, by what it is.

    Lines of the same name look the same in all panels if they come in the same order.
    """

    title: str
    table: pd.DataFrame
    outcome: str
    lines: Mapping[str, pd.DataFrame]


def heat_maps(
    maps: Sequence[Map], x: str, y: str, labels: Mapping[str, str], colour: str, height: float = 3.3
) -> Figure:
    """Panels side by side on one scale from 0 to 1; a dot marks where the interval of the outcome contains one half.

    `height` in inches.
    """
    with look():
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        first: Axes | None = None
        for i, panel in enumerate(maps):
            ax = figure.add_subplot(1, len(maps), i + 1, sharex=first, sharey=first)
            first = first or ax
            _cells(ax, panel, x, y)
            for style, table in zip(STYLES, panel.lines.values(), strict=False):
                _line(ax, crossed(table, [y], x, panel.outcome), style)
            ax.set(title=panel.title, xlabel=labels[x], ylabel=labels[y])
            ax.label_outer()
        _legend(figure, list(dict.fromkeys(name for panel in maps for name in panel.lines)))
        scale = ScalarMappable(Normalize(0.0, 1.0), COLOURS)
        figure.colorbar(scale, ax=figure.axes, aspect=30, pad=0.01, label=colour)
        return figure


def _cells(ax: Axes, panel: Map, x: str, y: str) -> None:
    """A cell per point of the design, all of one size whatever the values are."""
    wide = crossed(panel.table, [y], x, panel.outcome)
    ax.pcolormesh(wide.to_numpy(), cmap=COLOURS, vmin=0.0, vmax=1.0, edgecolors="white", linewidth=0.3)
    low, high = (crossed(panel.table, [y], x, f"{panel.outcome}.{end}").to_numpy() for end in ("low", "high"))
    row, column = np.nonzero((low < HALF) & (high > HALF))
    ax.plot(column + 0.5, row + 0.5, linestyle="none", marker="o", markersize=1.8, color=INK, markeredgewidth=0.0)
    ax.set_xticks(np.arange(wide.shape[1]) + 0.5, [_plain(value) for value in wide.columns])
    ax.set_yticks(np.arange(wide.shape[0]) + 0.5, [_plain(value) for value in wide.index])
    ax.grid(visible=False)


def _line(ax: Axes, wide: pd.DataFrame, style: str) -> None:
    """The line at one half, straight between the middles of cells; none if the outcome stays on one side."""
    values = wide.to_numpy(dtype=np.float64)
    if not (values.min() < HALF < values.max()) or min(values.shape) < 2:
        return
    middles = [np.arange(size) + 0.5 for size in reversed(values.shape)]
    drawn = ax.contour(*middles, values, levels=[HALF], colors=[INK], linestyles=[style], linewidths=1.4)
    drawn.set(path_effects=[withStroke(linewidth=2.8, foreground="white")])


def _legend(figure: Figure, names: Sequence[str]) -> None:
    lines = [
        Line2D([], [], color=INK, linestyle=style, linewidth=1.4, label=name)
        for style, name in zip(STYLES, names, strict=False)
    ]
    dot = Line2D([], [], color=INK, linestyle="none", marker="o", markersize=1.8, label="interval contains one half")
    figure.legend(handles=[*lines, dot], loc="outside lower center", ncols=3)


def _plain(value: object) -> str:
    return short(value) if isinstance(value, int | float) else str(value)
