"""Fundamental, exchange and oracle prices over time."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from firesale.analysis.cascades import cascades
from firesale.analysis.quotes import quotes
from firesale.analysis.style import (
    INK,
    QUIET,
    SHADE,
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
from firesale.market.events import PriceMoved, PriceReported

MOST_PANELS = 8
MOST_LINES = 6  # of exchanges, or of oracles, in one panel: more share one grey and one legend entry
LOGARITHMIC = 30.0  # a panel whose highest price is this many times its lowest has a logarithmic axis


def prices(tables: RunTables) -> Figure:
    """A panel per asset that an exchange trades or an oracle reports; steps with liquidations are shaded."""
    with look():
        assets = _assets(tables)
        figure, axes = panels(max(len(assets[:MOST_PANELS]), 1), 1, 1.55)
        unit = time_unit(tables.length)
        for ax, asset in zip(axes, assets, strict=False):
            _panel(ax, tables, asset, unit)
        if not assets:
            note(axes[0], "no price was recorded")
        if len(assets) > MOST_PANELS:
            figure.suptitle(f"The {MOST_PANELS} of {len(assets)} assets that fell most", fontsize=8, color=QUIET)
        time_axis(axes[-1], unit, tables.length)
        return figure


def _assets(tables: RunTables) -> list[str]:
    """The assets to draw: the deepest fall from the first price first if there are too many."""
    listings = tables.listings
    traded = listings.loc[listings["use"] == "base", "asset"].tolist()
    reported = tables.table(PriceReported)["asset"].unique().tolist()
    moved = tables.table(PriceMoved)["asset"].unique().tolist()
    named = [name for name in dict.fromkeys([*traded, *reported]) if name != tables.numeraire]
    assets = named or [name for name in moved if name != tables.numeraire]
    if len(assets) <= MOST_PANELS:
        return assets
    wide = tables.fundamentals
    lowest = (wide.min() / wide.bfill().iloc[0]).to_dict()
    return sorted(assets, key=lambda name: lowest.get(name, 1.0))


def _panel(ax: Axes, tables: RunTables, asset: str, unit: TimeUnit) -> None:
    moved, quoted, reported = tables.table(PriceMoved), quotes(tables), tables.table(PriceReported)
    colour = colours([*tables.exchanges, *sorted(reported["oracle"].unique())])
    _shade(ax, tables, unit)
    moved = moved[moved["asset"] == asset]
    ax.step(moved["time"] / unit.seconds, moved["price"], where="post", color=INK, label="fundamental")
    quoted = quoted[quoted["base"] == asset].rename(columns={"venue": "name"})
    _lines(ax, quoted, "exchange", colour, unit, None)
    reported = reported[reported["asset"] == asset].rename(columns={"oracle": "name", "price": "value"})
    _lines(ax, reported, "oracle", colour, unit, tables.length)
    ax.set_title(asset)
    ax.set_ylabel(f"{tables.numeraire} per {asset}")
    _scale(ax)
    beside(ax)


def _lines(
    ax: Axes, rows: pd.DataFrame, kind: str, colour: Mapping[str, str], unit: TimeUnit, held_until: float | None
) -> None:
    """A step line per name, solid; dashed if the last value holds until a moment (seconds), as an oracle's does."""
    names = sorted(rows["name"].unique())
    crowded = len(names) > MOST_LINES
    for i, name in enumerate(names):
        line = rows[rows["name"] == name]
        time, price = line["time"].tolist(), line["value"].tolist()
        if held_until is not None:
            time, price = [*time, held_until], [*price, price[-1]]
        ax.step(
            [moment / unit.seconds for moment in time],
            price,
            where="post",
            color=QUIET if crowded else colour.get(name, QUIET),
            linestyle="solid" if held_until is None else (0, (4, 1.5)),
            linewidth=0.9,
            label=(f"{len(names)} {kind}s" if i == 0 else "_") if crowded else f"{kind} {brief(name)}",
        )


def _shade(ax: Axes, tables: RunTables, unit: TimeUnit) -> None:
    """A band over each run of steps with liquidations, wide enough to be seen."""
    runs = cascades(tables)
    spans = zip(runs["start"] / unit.seconds, runs["steps"] * tables.step_seconds / unit.seconds, strict=True)
    if len(runs):
        ax.broken_barh(
            list(spans),
            (0.0, 1.0),
            transform=ax.get_xaxis_transform(),
            facecolor=SHADE,
            edgecolor=SHADE,
            linewidth=0.4,
            alpha=0.18,
            zorder=0,
            label="liquidations",
        )


def _scale(ax: Axes) -> None:
    low, high = ax.dataLim.y0, ax.dataLim.y1
    if low > 0 and high / low > LOGARITHMIC:
        ax.set_yscale("log")
    else:
        money_axis(ax)
