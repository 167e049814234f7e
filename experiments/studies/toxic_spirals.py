"""When does a liquidation leave a position less healthy than it was?

Repaying 1 of debt takes 1 + bonus of collateral. A position just below a health of 1 is healthier afterwards only if
LT (1 + bonus) < 1; beyond that frontier each liquidation calls for the next until nothing is left but debt.
Source: Warmuz, Chaudhary and Pinna, Toxic liquidation spirals (2022). With the market's impact the frontier lies lower: what
one liquidator sells lowers the price that the next health is counted at. The same runs with liquidation sales that move
no price (`impact.without`) tell the two apart.

A liquidation is toxic if the health after it is below the health before it. `rest` is the health after each
liquidation that left any debt, in the mean.
"""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from firesale.analysis.distress import bad_debts, final_positions, liquidations
from firesale.analysis.study_table import against, crossed, means
from firesale.analysis.tables import RunTables
from firesale.experiments.studies.base import HERE, Study
from firesale.experiments.studies.design import Axis, Grid, Level, along
from firesale.experiments.studies.outcomes import debt_at

ON, OFF = "as they are", "without impact"
THRESHOLDS = (0.7, 0.75, 0.8, 0.85, 0.9, 0.93, 0.96)
BONUSES = (0.02, 0.05, 0.08, 0.11, 0.15, 0.2, 0.3)
OUTCOMES = ("toxic", "bad_debt", "count", "rest")
HALF = 0.5  # the figure draws a line where an outcome is one half
GAP = 0.005  # between the threshold and what may be borrowed (fraction)
LABELS = {"bonus": "liquidation bonus (fraction)", "threshold": "liquidation threshold (fraction)"}


def _threshold(value: float) -> Level:
    margin = "venues.pool.margin"
    return Level(value, {f"{margin}.liquidation_threshold": value, f"{margin}.loan_to_value": value - GAP})


def measure(tables: RunTables) -> dict[str, float]:
    """Share of the liquidations that lowered health, debt that no collateral covers over the debt at the start, number
    of liquidations per borrower, and mean health after a liquidation.
    """
    rows = liquidations(tables)
    after, before = rows["health_after"], rows["health_before"]
    left = after[np.isfinite(after)]
    lost = float(bad_debts(tables)["value"].sum() + final_positions(tables)["shortfall"].sum())
    return {
        "toxic": float((after < before).mean()) if len(rows) else float("nan"),
        "bad_debt": lost / float(debt_at(tables, 0).sum()),
        "count": len(rows) / len(tables.accounts_of("leveraged_trader")),
        "rest": float(left.mean()) if len(left) else float("nan"),
    }


def summarise(rows: pd.DataFrame) -> pd.DataFrame:
    """Means with intervals at each threshold and bonus, and what the impact of liquidation sales adds.

    `frontier` is LT (1 + bonus): above 1 liquidations are toxic even without impact.
    """
    by = ["sales", "threshold", "bonus"]
    table = means(rows, by, OUTCOMES, set())
    table.insert(3, "frontier", table["threshold"] * (1.0 + table["bonus"]))
    return table.merge(against(rows, by, "sales", OFF, ["bad_debt", "count"]), how="left", on=by)


def brief(table: pd.DataFrame) -> pd.DataFrame:
    """Share of the liquidations that are toxic: sales and threshold against bonus."""
    return crossed(table, ["sales", "threshold"], "bonus", "toxic")


def draw(_: pd.DataFrame, table: pd.DataFrame) -> Figure:
    """Toxic liquidations without and with impact, and bad debt with it, as heat maps with the frontier."""
    from firesale.analysis.study_figures.heat_map import Map, heat_maps

    on, off = (table[table["sales"] == sales] for sales in (ON, OFF))
    frontier = {
        outcome: {"LT (1 + bonus) = 1": on.assign(**{outcome: on["frontier"] - 1.0 + HALF})}
        for outcome in ("toxic", "bad_debt")
    }
    maps = [
        Map("Toxic, no impact", off, "toxic", frontier["toxic"]),
        Map("Toxic, with impact", on, "toxic", frontier["toxic"]),
        Map("Bad debt, with impact", on, "bad_debt", frontier["bad_debt"]),
    ]
    return heat_maps(maps, "bonus", "threshold", LABELS, "share of liquidations; share of the debt")


GRID = Grid(
    (
        Axis(
            "sales",
            "liquidation sales",
            (Level(ON, {"impact.without": []}), Level(OFF, {"impact.without": ["liquidation"]})),
        ),
        Axis("threshold", LABELS["threshold"], tuple(map(_threshold, THRESHOLDS))),
        along("bonus", LABELS["bonus"], "venues.pool.liquidation.liquidation_bonus", BONUSES),
    )
)
STUDY = Study(
    question="When does a liquidation leave a position less healthy than it was?",
    scenario=HERE / "toxic_spirals.toml",
    design=GRID,
    seeds=6,
    measure=measure,
    summarise=summarise,
    brief=brief,
    draw=draw,
)
