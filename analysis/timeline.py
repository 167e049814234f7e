"""What happened when, in sentences made from the event tables."""

from typing import Any

import pandas as pd

from firesale.analysis.distress import final_positions
from firesale.analysis.moments import Moment, moment
from firesale.analysis.quotes import prices_after_swaps, quotes
from firesale.analysis.tables import RunTables
from firesale.analysis.timeline_conduct import conduct
from firesale.analysis.timeline_distress import distress
from firesale.analysis.words import amount, count, listing, percent, plain
from firesale.market.events import PositionsRecorded, PriceMoved

MOST_ASSETS = 5
MOST_EXCHANGES = 3
LEAST_FALL = 0.01  # a smaller fall of a price is not worth a sentence


def timeline(tables: RunTables) -> list[Moment]:
    """The main events of a run, in order of time."""
    told = [*opening(tables), *lows(tables), *discounts(tables), *distress(tables), *conduct(tables), *ending(tables)]
    return sorted(told, key=lambda one: one.step)


def opening(tables: RunTables) -> list[Moment]:
    """Who and what there is at the start."""
    if tables.accounts.empty and not tables.kinds:
        return []
    roles = tables.accounts["role"].value_counts(sort=False)
    players = listing([count(float(number), plain(str(role))) for role, number in roles.items()], most=10)
    venues = f"{count(len(tables.pools), 'pool')} and {count(len(tables.exchanges), 'exchange')}"
    positions = tables.table(PositionsRecorded)
    at_start = positions[positions["step"] == 0]
    debt, collateral = float(at_start["debt_value"].sum()), float(at_start["collateral_value"].sum())
    owed = f" Borrowers owe {amount(debt, tables.numeraire)}" if debt else " Nobody owes anything"
    pledged = f" against collateral worth {amount(collateral, tables.numeraire)}" if collateral else ""
    return [Moment(0, 0.0, f"The run opens with {players or 'no account'}, in {venues}.{owed}{pledged}.")]


def lows(tables: RunTables) -> list[Moment]:
    """The lowest fundamental price of the assets that fell most."""
    moved = tables.table(PriceMoved)
    by_asset = moved.groupby("asset")["price"]
    fall = 1.0 - moved["price"] / by_asset.transform("first")
    lowest = moved.assign(fall=fall).sort_values("fall", ascending=False, kind="stable").drop_duplicates("asset")
    worst = lowest[lowest["fall"] > LEAST_FALL].head(MOST_ASSETS)
    return [moment(row, _low(tables, row)) for _, row in worst.iterrows()]


def discounts(tables: RunTables) -> list[Moment]:
    """Where an exchange stood furthest below the fundamental price."""
    seen = pd.concat([quotes(tables), prices_after_swaps(tables)], ignore_index=True)
    lowest = seen.sort_values("ratio", kind="stable").drop_duplicates("venue")
    worst = lowest[lowest["ratio"] < 1.0 - LEAST_FALL].head(MOST_EXCHANGES)
    return [moment(row, _discount(tables, row)) for _, row in worst.iterrows()]


def ending(tables: RunTables) -> list[Moment]:
    """What is left at the end."""
    positions = final_positions(tables)
    if positions.empty:
        return []
    debt, shortfall = float(positions["debt_value"].sum()), float(positions["shortfall"].sum())
    text = f"At the last record borrowers owe {amount(debt, tables.numeraire)}"
    short = (
        f"; {amount(shortfall, tables.numeraire)} of it is above the value of its collateral" if shortfall > 0 else ""
    )
    step, time = tables.end
    return [Moment(step, time, f"{text}{short}.")]


def _low(tables: RunTables, row: "pd.Series[Any]") -> str:
    price = amount(float(row["price"]), tables.numeraire)
    return f"{row['asset']} is at its lowest: its fundamental price is {price}, {percent(row['fall'])} below the start."


def _discount(tables: RunTables, row: "pd.Series[Any]") -> str:
    value, ratio = float(row["value"]), float(row["ratio"])
    there, elsewhere = amount(value, tables.numeraire), amount(value / ratio, tables.numeraire)
    gap = f"{there} against {elsewhere}, {percent(1.0 - ratio)} less"
    return f"At {row['venue']}, {row['base']} stands furthest below its fundamental price: {gap}."
