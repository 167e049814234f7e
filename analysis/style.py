"""The common look of all figures: sizes for a paper's width, colours that colour-blind readers can tell apart, units on
time axes.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from firesale.analysis.words import short

WIDTH = 7.0  # inches: the text width of a paper page
RESOLUTION = 160  # dots per inch of a saved figure
PALETTE = ("#0173b2", "#de8f05", "#029e73", "#d55e00", "#cc78bc", "#ca9161", "#56b4e9", "#7f7f7f")
INK = "#222222"
QUIET = "#8a8a8a"
SHADE = "#d55e00"  # steps with liquidations
THRESHOLD = "#a3001e"

_SETTINGS = {
    "font.size": 8,
    "axes.titlesize": 9,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 8,
    "axes.edgecolor": "#b0b0b0",
    "axes.linewidth": 0.6,
    "grid.color": "#e6e6e6",
    "grid.linewidth": 0.6,
    "legend.fontsize": 7.5,
    "legend.frameon": False,
    "lines.linewidth": 1.2,
    "text.parse_math": False,  # a name may hold a dollar sign
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
}
_TIME_UNITS = ((2 * 60, 1.0, "seconds"), (3 * 3600, 60.0, "minutes"), (4 * 86400, 3600.0, "hours"))


@dataclass(frozen=True)
class TimeUnit:
    """The unit of a time axis: its name and its length in seconds."""

    name: str
    seconds: float


def time_unit(length: float) -> TimeUnit:
    """The unit that suits a run of `length` seconds."""
    fitting = (TimeUnit(name, seconds) for limit, seconds, name in _TIME_UNITS if length <= limit)
    return next(fitting, TimeUnit("days", 86400.0))


@contextmanager
def look() -> Iterator[None]:
    """Everything drawn inside has the common look; the settings of the caller come back afterwards."""
    settings: dict[Any, Any] = {**sns.axes_style("whitegrid"), **sns.plotting_context("paper"), **_SETTINGS}
    with mpl.rc_context(settings):
        yield


def panels(count: int, columns: int, height: float) -> tuple[Figure, list[Axes]]:
    """A figure with `count` panels of `height` inches that share the time axis and fill rows of `columns`."""
    columns = min(columns, count)
    rows = -(-count // columns)
    figure = Figure(figsize=(WIDTH, height * rows + 0.6), layout="constrained")
    axes = [figure.add_subplot(rows, columns, i + 1) for i in range(count)]
    for ax in axes[1:]:
        ax.sharex(axes[0])
    for ax in axes[: count - columns]:
        ax.tick_params(labelbottom=False)
    return figure, axes


def colours(names: Sequence[str]) -> dict[str, str]:
    """A colour for each name, in order; they repeat after eight."""
    return {name: PALETTE[i % len(PALETTE)] for i, name in enumerate(names)}


def money_axis(ax: Axes) -> None:
    """Short numbers on the vertical axis: 250k, 1.2M."""
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: short(value)))
    ax.yaxis.set_major_locator(MaxNLocator(5))


def time_axis(ax: Axes, unit: TimeUnit, length: float) -> None:
    """Name and limits of the time axis of a run of `length` seconds."""
    ax.set_xlabel(f"time ({unit.name})")
    ax.set_xlim(0.0, max(length, 1.0) / unit.seconds)


def beside(ax: Axes) -> None:
    """The legend to the right of the panel, where it covers no line."""
    if ax.get_legend_handles_labels()[0]:
        ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), borderaxespad=0.0, handlelength=1.6)


def note(ax: Axes, text: str) -> None:
    """A quiet sentence in the middle of a panel that has nothing to show."""
    ax.set_yticks([])
    ax.text(0.5, 0.5, text, transform=ax.transAxes, ha="center", va="center", color=QUIET, fontsize=9)
