"""How large cascades grow, against what a branching process would give."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter
from scipy.special import gammaln
from scipy.stats import binom

from firesale.analysis.contagion.figures.findings import Findings
from firesale.analysis.style import INK, PALETTE, QUIET, WIDTH, look, note
from firesale.analysis.tables import RunTables
from firesale.analysis.words import count, short
from firesale.market.arrays import FloatArray, IntArray

MOST_POINTS = 400  # of the reference
CONFIDENCE = 0.95


def tree_sizes(tables: RunTables, found: Findings) -> Figure:
    """Share of cascades that have at least so many liquidations, on logarithmic axes.

    Line: what a branching process with the same mean number of direct consequences gives (Borel distribution), with
    the range that holds 95% of samples of as many cascades. Points above it: cascades larger than chance makes them.
    """
    sizes = np.sort(found.trees["size"].to_numpy(dtype=np.int64))
    with look():
        figure = Figure(figsize=(WIDTH * 0.65, 3.1), layout="constrained")
        ax = figure.add_subplot()
        ax.set_xlabel("liquidations in the cascade")
        ax.set_ylabel("share of cascades at least as large")
        if not len(sizes):
            ax.set_xticks([])
            note(ax, "no liquidation happened")
            return figure
        _reference(ax, sizes, found.branching_ratio)
        values, shares = tail(sizes)
        ax.plot(
            values, shares, "o", color=PALETTE[3], markersize=3.5, label=f"this run: {count(len(sizes), 'cascade')}"
        )
        _axes(ax, sizes)
        figure.legend(loc="outside upper center", ncols=2)
        return figure


def tail(sizes: IntArray) -> tuple[IntArray, FloatArray]:
    """The sizes that occur (m,) in order and the share of all sizes (n,) that are at least as large (m,)."""
    values, first = np.unique(np.sort(sizes), return_index=True)
    return values, 1.0 - first / len(sizes)


def borel_tail(largest: int, ratio: float) -> FloatArray:
    """Chance that a cascade has at least 1, 2, ... `largest` members (largest,); from a ratio of 1 on, endless ones count.

    Source: Borel distribution, exp(-ratio n) (ratio n)^(n-1) / n!.
    """
    n = np.arange(1, largest, dtype=np.float64)
    if ratio <= 0:
        return np.concatenate([[1.0], np.zeros(largest - 1)])
    log_chance = -ratio * n + (n - 1) * np.log(ratio * n) - gammaln(n + 1)
    return np.concatenate([[1.0], 1.0 - np.cumsum(np.exp(log_chance))]).clip(0.0, 1.0)


def _reference(ax: Axes, sizes: IntArray, ratio: float) -> None:
    largest = int(max(3 * sizes[-1], 10))
    chance = borel_tail(largest, ratio)
    n = np.unique(np.geomspace(1, largest, MOST_POINTS).astype(np.int64))
    drawn = chance[n - 1]
    low, high = (
        binom.ppf(side, len(sizes), drawn) / len(sizes) for side in ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2)
    )
    ax.fill_between(n, np.maximum(low, 1e-12), np.maximum(high, 1e-12), color=QUIET, alpha=0.2, linewidth=0, step=None)
    ax.plot(n, np.maximum(drawn, 1e-12), color=INK, label=f"branching ratio {ratio:.2f} (Borel)")


def _axes(ax: Axes, sizes: IntArray) -> None:
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_xlim(0.9, max(2.0 * sizes[-1], 10.0))
    ax.set_ylim(min(0.5 / len(sizes), 0.05), 1.3)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(LogLocator(10.0))
        axis.set_minor_formatter(NullFormatter())
        axis.set_major_formatter(FuncFormatter(lambda value, _: short(value)))
