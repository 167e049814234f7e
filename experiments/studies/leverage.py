"""Where do cascades become systemic, as borrowers take more leverage and the shock grows?

Leverage makes a given fall of prices force more sales, and sales deepen the fall. Source: Adrian and Shin (2010),
Liquidity and leverage, Journal of Financial Intermediation; Brunnermeier and Pedersen (2009), Market liquidity and
funding liquidity, Review of Financial Studies (the loss spiral); Thurner, Farmer and Geanakoplos (2012), Leverage
causes fat tails and clustered volatility, Quantitative Finance.

A cascade is called systemic if at least half of the pools write off at least a thousandth of their deposits: then most
lenders lose at once, for one reason. A thousandth leaves out crumbs of single liquidations. The same runs with
liquidation sales that move no price (`impact.without`) tell what the sales add: what is unsafe through the shock alone.
"""

import pandas as pd
from matplotlib.figure import Figure

from firesale.analysis.study_table import against, crossed, means
from firesale.analysis.tables import RunTables
from firesale.experiments.studies.base import HERE, Study
from firesale.experiments.studies.design import Axis, Grid, Level
from firesale.experiments.studies.outcomes import liquidated_share, loss_over_deposits

PRICE, THRESHOLD = 100.0, 0.8  # of the base scenario: numeraire per ETH; liquidation threshold, fraction
LEAST_LOSS = 0.001  # of its deposits, that makes a pool one that was hit (fraction)
MOST_POOLS = 0.5  # part of the pools hit from which on a cascade is systemic
SPREAD = 0.75  # of the cushions (health above 1) around that of the leverage (fraction)
SHOCKS = tuple(round(0.05 * i, 2) for i in range(1, 12))
LEVERAGES = (1.5, 1.75, 2.0, 2.25, 2.5, 3.0, 3.5, 4.0)
ON, OFF = "as they are", "without impact"
HALF = "one half"


def _fall(shock: float) -> Level:
    return Level(shock, {"prices.waypoints.ETH.2.1": PRICE * (1.0 - shock)})


def _leverage(leverage: float) -> Level:
    cushion = THRESHOLD / (1.0 - 1.0 / leverage) - 1.0
    bounds = {"low": 1.0 + cushion * (1.0 - SPREAD), "high": 1.0 + cushion * (1.0 + SPREAD)}
    return Level(leverage, {"network.health_factor": {"distribution": "uniform", **bounds}})


def measure(tables: RunTables) -> dict[str, float]:
    """Share of the debt liquidated, share of the pools hit, and whether the cascade was systemic."""
    hit = float((loss_over_deposits(tables) >= LEAST_LOSS).mean())
    return {"liquidated": liquidated_share(tables), "pools_hit": hit, "systemic": float(hit >= MOST_POOLS)}


def summarise(rows: pd.DataFrame) -> pd.DataFrame:
    """Means with intervals at each shock and leverage, and what the impact of liquidation sales adds."""
    by, outcomes = ["sales", "leverage", "shock"], ["liquidated", "pools_hit", "systemic"]
    added = against(rows, by, "sales", OFF, outcomes)
    return means(rows, by, outcomes, {"systemic"}).merge(added, how="left", on=by)


def brief(table: pd.DataFrame) -> pd.DataFrame:
    """Probability of a systemic cascade: leverage against shock."""
    return crossed(table[table["sales"] == ON], ["leverage"], "shock", "systemic")


def draw(_: pd.DataFrame, table: pd.DataFrame) -> Figure:
    """Two heat maps: the share of debt liquidated, and the probability of a systemic cascade, with their transition
    lines.
    """
    from firesale.analysis.study_figures.heat_map import Map, heat_maps

    on, off = (table[table["sales"] == sales] for sales in (ON, OFF))
    labels = {"shock": GRID.axis("shock").label, "leverage": GRID.axis("leverage").label}
    maps = [
        Map("Debt liquidated", on, "liquidated", {HALF: on, "one half, if liquidation sales moved no price": off}),
        Map("Systemic cascade", on, "systemic", {HALF: on}),
    ]
    return heat_maps(maps, "shock", "leverage", labels, "share of the debt at the start; probability")


GRID = Grid(
    (
        Axis(
            "sales",
            "liquidation sales",
            (Level(ON, {"impact.without": []}), Level(OFF, {"impact.without": ["liquidation"]})),
        ),
        Axis(
            "leverage",
            "leverage at the start (collateral / own capital)",
            tuple(map(_leverage, LEVERAGES)),
        ),
        Axis("shock", "fall of the collateral price (fraction)", tuple(map(_fall, SHOCKS))),
    )
)
STUDY = Study(
    question="Where do cascades become systemic, as leverage and the shock grow?",
    scenario=HERE / "leverage.toml",
    design=GRID,
    seeds=20,
    measure=measure,
    summarise=summarise,
    brief=brief,
    draw=draw,
)
