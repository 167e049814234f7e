"""Prints knock-outs and attributions."""

from collections.abc import Mapping
from math import isnan
from typing import TYPE_CHECKING, Any

from rich.table import Table

from firesale.experiments.counterfactual.attribution import ALL, NONE, ROUNDING
from firesale.experiments.options import printer

if TYPE_CHECKING:
    import pandas as pd


def show_knock_outs(table: "pd.DataFrame", title: str) -> None:
    """Print a row per channel and metric."""
    shown = Table("channel switched off", "metric", "mean with", "mean without", "without - with", "95 % interval")
    for row in rows_of(table):
        scale = max(abs(row["mean_with"]), abs(row["mean_without"]))
        means = [number(row[column], scale) for column in ("mean_with", "mean_without", "difference")]
        shown.add_row(row["channel"], row["metric"], *means, interval(row, scale))
    _print(title, shown)


def show_attribution(table: "pd.DataFrame", title: str) -> None:
    """Print a table per metric: the outcome without any channel, what each adds, the outcome with all."""
    for metric in table.index.unique("metric"):
        shown = Table("channel", str(metric), "95 % interval", "share")
        rows = rows_of(table.loc[[metric]])
        scale = max(abs(row["mean"]) for row in rows if row["part"] in (NONE, ALL))
        for row in rows:
            share = "" if isnan(row["share"]) else f"{row['share']:.3f}"
            shown.add_row(row["part"], number(row["mean"], scale), interval(row, scale), share)
        _print(title, shown)


def rows_of(table: "pd.DataFrame") -> list[dict[str, Any]]:
    """The rows by column, those of the index among them."""
    return [{str(name): value for name, value in row.items()} for row in table.reset_index().to_dict("records")]


def number(value: float, scale: float) -> str:
    """Five digits, thousands apart; 0 for what is only rounding of numbers of this scale."""
    return f"{0.0 if abs(value) <= ROUNDING * scale else value:,.5g}"


def interval(row: Mapping[str, Any], scale: float) -> str:
    """From low to high."""
    return f"{number(row['low'], scale)} to {number(row['high'], scale)}"


def _print(title: str, table: Table) -> None:
    console = printer()
    for column in table.columns[:2]:
        column.overflow = "fold"
    console.print(title, highlight=False, markup=False)
    console.print(table)
