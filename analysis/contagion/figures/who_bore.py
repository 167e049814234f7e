"""Who bore the losses, and by which path."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from firesale.analysis.contagion.figures.findings import Findings
from firesale.analysis.contagion.figures.loss_look import loss_look
from firesale.analysis.contagion.losses.losses import losses
from firesale.analysis.contagion.losses.paths import PATHS
from firesale.analysis.style import INK, WIDTH, look, money_axis, note, time_axis, time_unit
from firesale.analysis.tables import RunTables
from firesale.analysis.words import brief, plain, short
from firesale.market.arrays import FloatArray

LEAST_SHARE = 1e-4  # of all losses: a path with less is not drawn
BAR = 0.6
MOST_VENUES = 12
ROOM = 0.6  # beside the longest bar, in its lengths, for what is said of it


def who_bore(tables: RunTables, _: Findings) -> Figure:
    """Losses that positions left, by the path that they went. Above: so far. Below: of each venue at the end of the run, each part by its share of
    the venue's losses; gains of those who took positions over stand to the left of zero.
    """
    found = losses(tables).table
    found = found[found["path"].isin(_drawn(found))]
    venues = _venues(tables, found)
    with look():
        figure = Figure(figsize=(WIDTH, 2.7 + 0.32 * max(len(venues), 2)), layout="constrained")
        above, below = figure.subplots(2, 1, height_ratios=(2.0, 0.32 * max(len(venues), 2)))
        above.set_title("Losses so far, by path")
        below.set_title("Losses of each venue, by path and bearer")
        above.set_ylabel(tables.numeraire)
        below.set_xlabel(tables.numeraire)
        if found.empty:
            for panel in (above, below):
                note(panel, "no position left a loss")
                panel.set_xticks([])
            return figure
        _areas(above, found, tables)
        _bars(below, found, venues)
        return figure


def _drawn(found: pd.DataFrame) -> list[str]:
    """Paths with enough to be seen, in their order."""
    size = found["value"].abs().groupby(found["path"]).sum()
    seen = size[size > LEAST_SHARE * size.sum()].index
    return [path for path in PATHS if path in seen] + sorted(set(seen).difference(PATHS))


def _venues(tables: RunTables, found: pd.DataFrame) -> list[str]:
    """Venues with losses, in the order of opening; the largest if they are many."""
    size = found["value"].abs().groupby(found["venue"]).sum()
    largest = set(size.nlargest(MOST_VENUES).index)
    return [venue for venue in tables.kinds if venue in largest] + sorted(largest.difference(tables.kinds))


def _areas(ax: Axes, found: pd.DataFrame, tables: RunTables) -> None:
    """Stacked areas of the sums so far; a path whose sum is a gain lies below zero."""
    unit = time_unit(tables.length)
    wide = found.pivot_table(index="step", columns="path", values="value", aggfunc="sum", fill_value=0.0)
    so_far = wide.sort_index().cumsum()
    moments = [0.0, *((so_far.index.to_numpy() + 1) * tables.step_seconds).tolist(), tables.length]
    times = np.minimum(np.asarray(moments), tables.length) / unit.seconds
    up, down = np.zeros(len(times)), np.zeros(len(times))
    for path in _drawn(found):
        values = so_far[path].to_numpy(dtype=np.float64)
        values = np.concatenate([[0.0], values, values[-1:]])
        lost, gained = values.clip(min=0.0), values.clip(max=0.0)
        _layer(ax, times, up, lost, path, plain(path))
        _layer(ax, times, down, gained, path, "" if lost.any() else plain(path))
        up, down = up + lost, down + gained
    ax.set_ylim(bottom=min(float(down.min()), 0.0))
    time_axis(ax, unit, tables.length)
    money_axis(ax)
    handles, labels = ax.get_legend_handles_labels()
    ax.legend(handles[::-1], labels[::-1], loc="upper left", bbox_to_anchor=(1.01, 1.0), borderaxespad=0.0)


def _layer(ax: Axes, times: FloatArray, bottom: FloatArray, height: FloatArray, path: str, label: str) -> None:
    """One path's area between the others; without a label it is not in the legend."""
    if height.any():
        own, top = loss_look(path), bottom + height
        area = ax.fill_between(times, bottom, top, step="post", facecolor=own.fill, hatch=own.hatch, linewidth=0)
        area.set(edgecolor="white", label=label or "_")


def _bars(ax: Axes, found: pd.DataFrame, venues: list[str]) -> None:
    """One bar per venue, the first on top; the largest part says who bore it."""
    for row, venue in enumerate(venues):
        of_venue = found[found["venue"] == venue]
        total = float(of_venue["value"].clip(lower=0.0).sum()) or 1.0
        parts = of_venue.groupby(["path", "bearer"], sort=False)["value"].sum()
        ends = {True: 0.0, False: 0.0}
        for path in (path for path in _drawn(found) if path in parts.index.unique("path")):
            for value in parts.xs(path, level="path").tolist():
                style = loss_look(path)
                ax.barh(
                    row,
                    value,
                    BAR,
                    ends[value > 0.0],
                    color=style.fill,
                    hatch=style.hatch,
                    edgecolor="white",
                    linewidth=0,
                )
                ends[value > 0.0] += value
        ax.text(ends[True], row, "  " + _told(parts, total), va="center", ha="left", fontsize=6.5, color=INK)
    ax.set_yticks(range(len(venues)), [brief(venue) for venue in venues])
    ax.set_ylim(len(venues) - 0.5, -0.5)
    low, high = ax.get_xlim()
    ax.set_xlim(low if (found["value"] < 0.0).any() else 0.0, high + ROOM * (high - low))
    ax.grid(visible=False, axis="y")
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: short(value)))
    ax.xaxis.set_major_locator(MaxNLocator(5))


def _told(parts: pd.Series, total: float) -> str:
    """The two bearers with the largest losses and their shares."""
    borne = parts.groupby(level="bearer").sum().nlargest(2)
    return ", ".join(f"{name} {value / total:.0%}" for name, value in borne.items() if value > LEAST_SHARE * total)
