"""Who infected whom."""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import PowerNorm
from matplotlib.figure import Figure

from firesale.analysis.contagion.figures.findings import Findings
from firesale.analysis.style import INK, QUIET, WIDTH, look, note
from firesale.analysis.tables import RunTables
from firesale.analysis.words import brief, short

MOST_POOLS = 14
LEAST_SHARE = 1e-4  # of the largest cell
GAP = 0.4  # between pools and what comes from outside, in cells
CELL = 0.3  # height of a row (inches)
WIDEST_CELL = 1.1  # (inches)
NAMES_AND_SCALE = 2.6  # room beside the cells (inches)


def matrix_heat_map(tables: RunTables, found: Findings) -> Figure:
    """Debt liquidated in each pool (column), by who caused it (row).

    Above the gap other pools, or the same one; below it what came from outside. A cell is empty if it is less than a ten-thousandth of the
    largest.
    """
    matrix = _fitting(
        found.matrix.where(found.matrix.abs() > LEAST_SHARE * found.matrix.abs().to_numpy().max(initial=0.0), 0.0)
    )
    pools, outside = _parts(matrix)
    with look():
        width = min(WIDTH, NAMES_AND_SCALE + WIDEST_CELL * len(matrix.columns))
        figure = Figure(figsize=(width, max(CELL * len(matrix) + 1.5, 2.0)), layout="constrained")
        ax = figure.add_subplot()
        ax.grid(visible=False)
        if not matrix.abs().to_numpy().any():
            ax.set_xticks([])
            note(ax, "no liquidation happened")
            return figure
        _cells(figure, ax, matrix, len(pools), tables.numeraire)
        _frame(ax, matrix, pools, outside)
        return figure


def _parts(matrix: pd.DataFrame) -> tuple[list[str], list[str]]:
    """The rows that are pools and those that are not."""
    columns = set(matrix.columns)
    return [row for row in matrix.index if row in columns], [row for row in matrix.index if row not in columns]


def _fitting(matrix: pd.DataFrame) -> pd.DataFrame:
    """Pools first, then what comes from outside and is not zero; the smallest of many pools are added up."""
    pools, outside = _parts(matrix)
    outside = [row for row in outside if matrix.loc[row].abs().sum() > 0]
    matrix = matrix.loc[[*pools, *outside]]
    if len(matrix.columns) <= MOST_POOLS:
        return matrix
    size = matrix.sum().add(matrix.loc[pools].sum(axis=1), fill_value=0.0)
    small = set(size.nsmallest(len(matrix.columns) - MOST_POOLS + 1).index)
    others = f"{len(small)} other pools"
    merged = {name: others if name in small else name for name in [*pools, *outside, *matrix.columns]}
    order = [*(name for name in matrix.columns if name not in small), others]
    matrix = matrix.groupby(merged).sum().T.groupby(merged).sum().T
    return matrix.loc[[*order, *outside], order]


def _cells(figure: Figure, ax: Axes, matrix: pd.DataFrame, pools: int, numeraire: str) -> None:
    """Coloured cells with short numbers; the scale is by square root, so that small ones are told apart."""
    values = matrix.to_numpy(dtype=np.float64)
    norm = PowerNorm(0.5, 0.0, values.max() if values.max() > 0 else 1.0, clip=True)
    colours = sns.color_palette("flare", as_cmap=True)
    for rows, shift in ((slice(0, pools), 0.0), (slice(pools, len(values)), GAP)):
        if rows.stop > rows.start:
            edges = np.arange(rows.start, rows.stop + 1) - 0.5 + shift
            part = np.ma.masked_equal(values[rows], 0.0)
            columns = np.arange(values.shape[1] + 1) - 0.5
            ax.pcolormesh(columns, edges, part, norm=norm, cmap=colours, edgecolors="white", linewidth=1.0)
    ticks = [float(f"{values.max() * part**2:.2g}") for part in (0.0, 0.25, 0.5, 0.75, 1.0)]
    bar = figure.colorbar(ScalarMappable(norm, colours), ax=ax, shrink=0.8, aspect=18, ticks=ticks, pad=0.02)
    bar.ax.set_yticklabels([short(tick) for tick in ticks])
    bar.set_label(f"debt liquidated ({numeraire})")
    size = 7.0 if values.shape[1] <= 10 else 5.5
    for (row, column), value in np.ndenumerate(values):
        if value:
            light = norm(value) < 0.45
            place = row + (GAP if row >= pools else 0.0)
            text = short(float(f"{value:.3g}"))
            ax.text(column, place, text, ha="center", va="center", fontsize=size, color=INK if light else "white")


def _frame(ax: Axes, matrix: pd.DataFrame, pools: list[str], outside: list[str]) -> None:
    heights = [*range(len(pools)), *(len(pools) + i + GAP for i in range(len(outside)))]
    ax.set_yticks(heights, [brief(row) for row in matrix.index])
    long = max(len(brief(name)) for name in matrix.columns) * len(matrix.columns) > 60
    ax.set_xticks(range(len(matrix.columns)), [brief(name) for name in matrix.columns], rotation=90 if long else 0)
    ax.set_ylim(heights[-1] + 0.5, -0.5)
    ax.set_xlabel("infected pool")
    ax.set_ylabel("caused by")
    if outside:
        ax.axhline(len(pools) - 0.5 + GAP / 2, color=QUIET, linewidth=0.8)
    ax.tick_params(length=0)
    for side in ax.spines.values():
        side.set_visible(False)
