"""The smallest study there is: the tiny scenario of these tests, four cases, a run of a tenth of a second each."""

import pandas as pd
from matplotlib.figure import Figure

from firesale.analysis.distress import liquidations
from firesale.analysis.study_table import means
from firesale.analysis.tables import RunTables
from firesale.experiments.studies.base import Study
from firesale.experiments.studies.design import Grid, along
from tests.experiments.small import SMALL

GRID = Grid(
    (
        along("depth", "depth (USD per 1 %)", "venues.book.depth", (5_000.0, 20_000.0)),
        along("bonus", "bonus (fraction)", "venues.harbor.liquidation.liquidation_bonus", (0.05, 0.1)),
    )
)


def measure(tables: RunTables) -> dict[str, float]:
    """Two outcomes, and one that nobody can measure."""
    rows = liquidations(tables)
    return {"debt": float(rows["debt_value"].sum()), "any": float(len(rows) > 0), "unknown": float("nan")}


def summarise(rows: pd.DataFrame) -> pd.DataFrame:
    """Means."""
    return means(rows, ["depth", "bonus"], ["debt", "any"], {"any"})


def brief(table: pd.DataFrame) -> pd.DataFrame:
    """All of it."""
    return table


def draw(_: pd.DataFrame, __: pd.DataFrame) -> Figure:
    """An empty page."""
    return Figure()


TINY = Study("How tiny?", SMALL, GRID, 2, measure, summarise, brief, draw)
