"""Debt liquidated and bad debt over time."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from firesale.analysis.distress import bad_debts, liquidations
from firesale.analysis.style import (
    INK,
    QUIET,
    TimeUnit,
    beside,
    colours,
    look,
    money_axis,
    note,
    panels,
    time_axis,
    time_unit,
)
from firesale.analysis.tables import RunTables
from firesale.analysis.words import brief

MOST_POOLS = 6  # with a colour of their own
MOST_BARS = 120
OTHERS = "other pools"


def distress(tables: RunTables) -> Figure:
    """Above: debt liquidated per step (or per few steps in a long run) by pool. Below: bad debt so far, by pool."""
    liquidated = liquidations(tables)
    booked = bad_debts(tables)
    pools = _pools(tables, liquidated, booked)
    unit = time_unit(tables.length)
    with look():
        figure, (above, below) = panels(2, 1, 1.9)
        _bars(above, liquidated.assign(pool=_pool(liquidated, pools)), tables, pools, unit)
        _lines(below, booked.assign(pool=_pool(booked, pools)), tables, pools, unit)
        for ax in (above, below):
            beside(ax)
        time_axis(below, unit, tables.length)
        return figure


def _pools(tables: RunTables, liquidated: pd.DataFrame, booked: pd.DataFrame) -> list[str]:
    """Pools in distress, in the order of opening; the largest and one name for the others if there are many."""
    debt = liquidated.groupby("venue")["debt_value"].sum().add(booked.groupby("venue")["value"].sum(), fill_value=0.0)
    hit = [pool for pool in tables.pools if pool in debt.index]
    pools = hit + sorted(set(debt.index).difference(hit))
    if len(pools) <= MOST_POOLS:
        return pools
    largest = set(debt.nlargest(MOST_POOLS - 1).index)
    return [*(pool for pool in pools if pool in largest), OTHERS]


def _pool(rows: pd.DataFrame, pools: list[str]) -> pd.Series:
    return rows["venue"].where(rows["venue"].isin(pools), OTHERS)


def _bars(ax: Axes, rows: pd.DataFrame, tables: RunTables, pools: list[str], unit: TimeUnit) -> None:
    """Stacked bars; a bar covers one step, or as many as keep the bars wide enough to be seen."""
    steps = max(tables.end[0], 1)
    each = -(-steps // MOST_BARS)
    length = "step" if each == 1 else f"{each} steps"
    ax.set_title(f"Debt liquidated per {length}")
    ax.set_ylabel(f"{tables.numeraire} per {length}")
    if rows.empty:
        return note(ax, "no liquidation happened")
    bar = rows["step"].sub(1).clip(lower=0) // each
    wide = rows.groupby([bar, "pool"])["debt_value"].sum().unstack(fill_value=0)  # noqa: PD010
    width = each * tables.step_seconds / unit.seconds
    first_step = rows["time"].iloc[0] / tables.step_seconds - rows["step"].iloc[0] + 1
    start = (wide.index.to_numpy() * each + first_step) * tables.step_seconds / unit.seconds
    bottom = np.zeros(len(wide))
    for pool in (pool for pool in pools if pool in wide):
        height = wide[pool].to_numpy()
        ax.bar(start, height, width, bottom, align="edge", color=_colour(pools)[pool], linewidth=0, label=brief(pool))
        bottom += height
    return money_axis(ax)


def _lines(ax: Axes, rows: pd.DataFrame, tables: RunTables, pools: list[str], unit: TimeUnit) -> None:
    """Bad debt so far: a step line per pool from zero to the end of the run, and their sum."""
    ax.set_title("Bad debt so far")
    ax.set_ylabel(tables.numeraire)
    if rows.empty:
        return note(ax, "no bad debt was booked")
    hit = [pool for pool in pools if (rows["pool"] == pool).any()]
    for pool in hit:
        _climb(ax, rows[rows["pool"] == pool], tables, unit, pool, _colour(pools)[pool])
    if len(hit) > 1:
        _climb(ax, rows, tables, unit, "all pools", INK)
    ax.set_ylim(bottom=0.0)
    return money_axis(ax)


def _climb(ax: Axes, rows: pd.DataFrame, tables: RunTables, unit: TimeUnit, label: str, colour: str) -> None:
    so_far = rows.groupby("time")["value"].sum().cumsum()
    time = [0.0, *so_far.index.tolist(), tables.length]
    value = [0.0, *so_far.tolist(), float(so_far.iloc[-1])]
    ax.step([moment / unit.seconds for moment in time], value, where="post", color=colour, label=brief(label))


def _colour(pools: list[str]) -> dict[str, str]:
    return colours(pools) | {OTHERS: QUIET}
