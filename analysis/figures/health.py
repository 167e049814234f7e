"""How far positions were from liquidation, over time."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from firesale.analysis.distress import by_pool, liquidations
from firesale.analysis.style import PALETTE, QUIET, THRESHOLD, TimeUnit, look, note, panels, time_axis, time_unit
from firesale.analysis.tables import RunTables
from firesale.analysis.words import brief
from firesale.market.events import PositionsRecorded

MOST_PANELS = 12
HIGHEST = 5.0  # the axis never reaches above this health factor


def health(tables: RunTables) -> Figure:
    """Quantiles of the health factors of each pool's positions: positions below the line at 1 may be liquidated."""
    recorded = tables.table(PositionsRecorded).replace([np.inf, -np.inf], np.nan)
    pools = _pools(tables, recorded)
    with look():
        figure, axes = panels(
            max(len(pools[:MOST_PANELS]), 1), 1 if len(pools) < 3 else 2 if len(pools) < 7 else 3, 1.7
        )
        unit = time_unit(tables.length)
        for ax, pool in zip(axes, pools, strict=False):
            _fan(ax, recorded[recorded["venue"] == pool], unit)
            ax.set_title(brief(pool, 30))
            ax.set_ylim(*_limits(recorded))
        if not pools:
            note(axes[0], "no position was recorded")
        _frame(figure, axes, len(pools))
        for ax in axes:
            time_axis(ax, unit, tables.length)
            ax.label_outer()
        return figure


def _pools(tables: RunTables, recorded: pd.DataFrame) -> list[str]:
    """Pools with positions in the order of opening; if there are too many, those with most debt liquidated first."""
    seen = set(recorded.loc[recorded["positions"] > 0, "venue"])
    rows = liquidations(tables)
    debt = by_pool(tables, rows["debt_value"], rows["venue"])
    pools = [pool for pool in debt if pool in seen] + sorted(seen.difference(debt))
    return pools if len(pools) <= MOST_PANELS else sorted(pools, key=lambda pool: -debt.get(pool, 0.0))


def _fan(ax: Axes, rows: pd.DataFrame, unit: TimeUnit) -> None:
    time = rows["time"] / unit.seconds
    colour = PALETTE[0]
    ax.fill_between(time, rows["health_q05"], rows["health_q95"], color=colour, alpha=0.15, linewidth=0, label="5–95%")
    ax.fill_between(time, rows["health_q25"], rows["health_q75"], color=colour, alpha=0.3, linewidth=0, label="25–75%")
    ax.plot(time, rows["health_q50"], color=colour, label="median")
    ax.axhline(1.0, color=THRESHOLD, linestyle="dashed", linewidth=0.9, label="may be liquidated below")


def _limits(recorded: pd.DataFrame) -> tuple[float, float]:
    """Common limits of all panels: the band of the middle half is seen whole, an outer band may be cut."""
    low = np.nanmin([recorded["health_q05"].min(), 0.95])
    high = np.nanmax([1.15 * recorded["health_q75"].max(), recorded["health_q95"].median(), 1.3])
    return float(max(low - 0.05, 0.0)), float(min(high, HIGHEST))


def _frame(figure: Figure, axes: list[Axes], pools: int) -> None:
    """Axis names and one legend for all panels."""
    for ax in axes:
        ax.set_ylabel("health factor")
    handles, labels = axes[0].get_legend_handles_labels()
    if handles:
        figure.legend(handles, labels, loc="outside lower center", ncols=4)
    if pools > MOST_PANELS:
        figure.suptitle(f"The {MOST_PANELS} of {pools} pools with most debt liquidated", fontsize=8, color=QUIET)
