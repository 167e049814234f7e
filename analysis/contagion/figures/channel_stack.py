"""Through which channels distress came, over time."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from firesale.analysis.contagion.figures.channel_look import LOOKS, UNKNOWN
from firesale.analysis.contagion.figures.findings import Findings
from firesale.analysis.figures.distress import MOST_BARS
from firesale.analysis.style import TimeUnit, beside, look, money_axis, note, panels, time_axis, time_unit
from firesale.analysis.tables import RunTables
from firesale.analysis.words import percent
from firesale.market.arrays import FloatArray

LEAST_SHARE = 1e-4  # of all debt liquidated: a channel with less is not drawn


def channel_stack(tables: RunTables, found: Findings) -> Figure:
    """Debt liquidated, by the channel that it is attributed to. Above: per step (or per few steps in a long run).
    Below: so far; the legend says each channel's share at the end.
    """
    wide = _occurring(found.channels_over_time)
    unit = time_unit(tables.length)
    each = -(-max(tables.end[0], 1) // MOST_BARS)
    length = "step" if each == 1 else f"{each} steps"
    with look():
        figure, (above, below) = panels(2, 1, 2.0)
        above.set_title(f"Debt liquidated per {length}, by channel")
        above.set_ylabel(f"{tables.numeraire} per {length}")
        below.set_title("Debt liquidated so far, by channel")
        below.set_ylabel(tables.numeraire)
        if wide.empty:
            note(above, "no liquidation happened")
            note(below, "no liquidation happened")
        else:
            _bars(above, wide, each, tables.step_seconds / unit.seconds)
            _areas(below, wide, tables, unit)
            _legend(below)
        time_axis(below, unit, tables.length)
        return figure


def _occurring(wide: pd.DataFrame) -> pd.DataFrame:
    """The channels that carried anything, by step."""
    total = wide.abs().sum()
    return wide.loc[:, total > LEAST_SHARE * total.sum()].sort_index() if len(wide) else wide


def _bars(ax: Axes, wide: pd.DataFrame, each: int, step: float) -> None:
    """Stacked bars, what lowers distress below zero; a bar covers `each` steps of length `step`."""
    bar = (wide.index.to_numpy() - 1).clip(min=0) // each
    heights = wide.groupby(bar).sum()
    start = (heights.index.to_numpy() * each + 1) * step
    up, down = np.zeros(len(heights)), np.zeros(len(heights))
    for channel in heights.columns:
        height = heights[channel].to_numpy(dtype=np.float64)
        _bar(ax, start, each * step, up, height.clip(min=0.0), str(channel))
        _bar(ax, start, each * step, down, height.clip(max=0.0), str(channel))
        up, down = up + height.clip(min=0.0), down + height.clip(max=0.0)
    money_axis(ax)


def _bar(ax: Axes, start: FloatArray, width: float, bottom: FloatArray, height: FloatArray, channel: str) -> None:
    if height.any():
        own = LOOKS.get(channel, UNKNOWN)
        ax.bar(start, height, width, bottom, align="edge", color=own.fill, hatch=own.hatch, linewidth=0)


def _areas(ax: Axes, wide: pd.DataFrame, tables: RunTables, unit: TimeUnit) -> None:
    """Stacked areas of the sums so far, from the start of the run to its end."""
    so_far = wide.cumsum()
    moments = [0.0, *((so_far.index.to_numpy() + 1) * tables.step_seconds).tolist(), tables.length]
    times = np.asarray(moments) / unit.seconds
    total = so_far.iloc[-1].sum() or 1.0
    bottom = np.zeros(len(times))
    for channel in so_far.columns:
        own = LOOKS.get(str(channel), UNKNOWN)
        values = so_far[channel].to_numpy(dtype=np.float64)
        top = bottom + np.concatenate([[0.0], values, values[-1:]])
        label = f"{channel}: {percent(values[-1] / total)}"
        ax.fill_between(
            times,
            bottom,
            top,
            step="post",
            facecolor=own.fill,
            hatch=own.hatch,
            edgecolor="white",
            linewidth=0,
            label=label,
        )
        bottom = top
    ax.set_ylim(bottom=min(float(so_far.sum(axis=1).min()), 0.0))
    money_axis(ax)


def _legend(ax: Axes) -> None:
    """One legend for both panels, in the order in which the areas are stacked."""
    beside(ax)
    legend = ax.get_legend()
    handles, labels = ax.get_legend_handles_labels()
    if legend is not None:
        ax.legend(
            handles[::-1],
            labels[::-1],
            loc="upper left",
            bbox_to_anchor=(1.01, 1.0),
            borderaxespad=0.0,
            handlelength=1.6,
        )
