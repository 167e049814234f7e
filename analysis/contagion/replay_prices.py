"""The prices of a replay: fundamental, at exchanges, and as oracles report them, at each of its moments."""

import pandas as pd

from firesale.analysis.contagion.replay_frames import Frames, numbers
from firesale.analysis.quotes import quotes
from firesale.analysis.tables import RunTables
from firesale.market.events import PriceReported

MOST_ASSETS = 4
MOST_LINES = 3  # of exchanges, and of oracles, for one asset


def replay_prices(tables: RunTables, frames: Frames) -> list[dict[str, object]]:
    """For each asset, those that fell most first if there are too many: its name and lines with name, kind and values
    (numeraire per unit; None while unknown).
    """
    quoted = quotes(tables).rename(columns={"venue": "name", "base": "asset"})
    reported = tables.table(PriceReported).rename(columns={"oracle": "name", "price": "value"})
    found: list[dict[str, object]] = []
    for asset in _assets(tables, [*quoted["asset"], *reported["asset"]]):
        lines = [{"name": "fundamental", "kind": "fundamental", "values": _fundamental(tables, asset, frames)}]
        for kind, rows in (("exchange", quoted), ("oracle", reported)):
            mine = rows[rows["asset"] == asset]
            for name in mine["name"].unique()[:MOST_LINES].tolist():
                line = mine[mine["name"] == name]
                lines.append({"name": name, "kind": kind, "values": frames.held(line["step"], line["value"])})
        found.append({"name": asset, "lines": [line for line in lines if line["values"]]})
    return found


def _assets(tables: RunTables, seen: list[str]) -> list[str]:
    """Assets with a price, except the numeraire."""
    listed = tables.listings
    traded = listed.loc[listed["use"] == "base", "asset"].tolist()
    moved = [str(name) for name in tables.fundamentals.columns]
    assets = [name for name in dict.fromkeys([*traded, *seen, *moved]) if name != tables.numeraire]
    if len(assets) <= MOST_ASSETS:
        return assets
    prices = tables.fundamentals
    lowest = (prices.min() / prices.bfill().iloc[0]).to_dict()
    return sorted(assets, key=lambda name: lowest.get(name, 1.0))[:MOST_ASSETS]


def _fundamental(tables: RunTables, asset: str, frames: Frames) -> list[float | None]:
    steps = pd.Series(frames.last_steps)
    values = numbers(tables.fundamental(pd.Series([asset] * len(steps)), steps))
    return values if any(value is not None for value in values) else []
