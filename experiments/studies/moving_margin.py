"""Is margin that follows volatility safer than margin that stands still, at what cost in capital efficiency, and does it matter how fast it moves?

Margin that rises with volatility covers the losses of a panic, and calls for margin in the middle of it: it is
procyclical. Source: Brunnermeier and Pedersen (2009), Market liquidity and funding liquidity, Review of Financial
Studies 22 (the margin spiral); Murphy, Vasios and Vause (2014), An investigation into the procyclicality of risk-based
initial margin models, Bank of England Financial Stability Paper 29 (speed and floors as tools against it).

Three policies meet the same prices and people: a threshold that stands still; one that follows the forecast volatility
at once; one that does so by at most `PACE` per hour. Each is tried with several haircuts of calm times, which gives
each a frontier: how much debt a unit of collateral carries against bad debt and liquidations.
"""

import pandas as pd
from matplotlib.figure import Figure

from firesale.analysis.metrics.capital_efficiency import CapitalEfficiency
from firesale.analysis.metrics.margin_procyclicality import MarginProcyclicality
from firesale.analysis.study_table import against, crossed, means
from firesale.analysis.tables import RunTables
from firesale.experiments.studies.base import HERE, Study
from firesale.experiments.studies.design import Axis, Grid, Level
from firesale.experiments.studies.outcomes import bad_debt_share, liquidated_share

HAIRCUTS = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4)
CALM = 0.6  # volatility at which each policy asks for the same (per square root of a year)
PACE = 0.005  # of a haircut per hour
CEILING = 0.9  # of a haircut
OPENING = 0.98  # loan-to-value over threshold
FOLLOWING = {"kind": "volatility_scaled", "usual_volatility": CALM, "ceiling": CEILING}
POLICIES = {
    "static": {"kind": "static"},
    "gradual": {**FOLLOWING, "largest_rise": PACE, "largest_fall": PACE},
    "abrupt": FOLLOWING,
}


def _haircut(haircut: float) -> Level:
    rule = {
        "kind": "loan_to_value",
        "loan_to_value": OPENING * (1.0 - haircut),
        "liquidation_threshold": 1.0 - haircut,
    }
    return Level(haircut, {"venues.pool.margin": rule})


def measure(tables: RunTables) -> dict[str, float]:
    """Debt per unit of collateral; bad debt and debt liquidated over the debt at the start; largest rise of the haircut."""
    return {
        "efficiency": CapitalEfficiency().measure(tables)["mean"],
        "bad_debt": bad_debt_share(tables),
        "liquidated": liquidated_share(tables),
        "rise": MarginProcyclicality().measure(tables)["largest_rise"],
    }


def summarise(rows: pd.DataFrame) -> pd.DataFrame:
    """Means with intervals for each policy and haircut, and how each policy differs from the one that stands still."""
    by, outcomes = ["policy", "haircut"], ["efficiency", "bad_debt", "liquidated", "rise"]
    differs = against(rows, by, "policy", "static", outcomes)
    return means(rows, by, outcomes, ()).merge(differs, how="left", on=by)


def brief(table: pd.DataFrame) -> pd.DataFrame:
    """Efficiency, bad debt and liquidations: policy against the haircut of calm times."""
    outcomes = {name: crossed(table, ["policy"], "haircut", name) for name in ("efficiency", "bad_debt", "liquidated")}
    return pd.concat(outcomes, names=["outcome"])


def draw(_: pd.DataFrame, table: pd.DataFrame) -> Figure:
    """The frontier of each policy: bad debt, and debt liquidated, over capital efficiency; marked with the haircut of
    calm times.
    """
    from firesale.analysis.study_figures.frontier import Plane, frontiers

    planes = [
        Plane("Bad debt", "bad_debt", "share of the debt at the start"),
        Plane("Liquidations", "liquidated", "share of the debt at the start"),
    ]
    return frontiers(planes, table, "efficiency", "debt per unit of collateral", "policy", "haircut")


GRID = Grid(
    (
        Axis(
            "policy", "how the threshold moves", tuple(Level(n, {"venues.pool.engine": e}) for n, e in POLICIES.items())
        ),
        Axis("haircut", "haircut of calm times (fraction)", tuple(map(_haircut, HAIRCUTS))),
    )
)
STUDY = Study(
    question="Is margin that moves safer than margin that stands still, and how fast should it move?",
    scenario=HERE / "moving_margin.toml",
    design=GRID,
    seeds=20,
    measure=measure,
    summarise=summarise,
    brief=brief,
    draw=draw,
)
