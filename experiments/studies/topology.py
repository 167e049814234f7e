"""Does the shape of the network decide whether the loss of one pool stays with it?

More connections share a small loss among many, who can bear it, and carry a large loss to everybody: robust yet
fragile. Source: Acemoglu, Ozdaglar and Tahbaz-Salehi (2015), Systemic risk and stability in financial networks,
American Economic Review 105; Gai and Kapadia (2010), Contagion in financial networks, Proceedings of the Royal Society
A 466. Core and periphery: Craig and von Peter (2014), Journal of Financial Intermediation.

Only one pool is hit by the shock. A pool is infected if it writes off at least a hundredth of its deposits: that is the
smallest cushion of those who borrow against its receipt token, so that from there on it can infect others. Every graph
but `none` has the same claims per pool in total, divided by the mean number of its neighbours. Liquidating a receipt
costs the bonus; where threshold x (1 + bonus) is above 1 each liquidation makes bad debt, which is the part that the
costs of default play in the literature.
"""

import pandas as pd
from matplotlib.figure import Figure

from firesale.analysis.study_table import against, crossed, means
from firesale.analysis.tables import RunTables
from firesale.experiments.studies.base import HERE, Study
from firesale.experiments.studies.design import Axis, Grid, Level, along
from firesale.experiments.studies.outcomes import loss_over_deposits

PRICE, POOLS = 100.0, 10  # of the base scenario: numeraire per A0, and pools
CLAIMS = 600_000.0  # on other pools, pledged in each pool (numeraire)
HOLDERS = 5  # accounts per edge and direction
INFECTED = 0.01  # loss over deposits (fraction)
MOST_POOLS = 0.5  # part of the pools not hit directly that are infected from which on contagion is systemic
ASSETS = [f"A{i}" for i in range(POOLS)]
SHOCKS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
BONUSES = (0.05, 0.1)


def _graph(name: str, kind: str, neighbours: float, hit: int = 0) -> Level:
    """A graph whose pools have so many neighbours in the mean; pool number `hit` takes the asset that falls."""
    place = POOLS - hit
    changes = {
        "network.kind": kind,
        "network.receipt_value": CLAIMS / HOLDERS / neighbours,
        "network.assets": ASSETS[place:] + ASSETS[:place],
    }
    return Level(name, changes)


def _fall(shock: float) -> Level:
    return Level(shock, {"prices.waypoints.A0.2.1": PRICE * (1.0 - shock)})


def measure(tables: RunTables) -> dict[str, float]:
    """Loss of the pool hit (fraction of its deposits), infected others, whether that is systemic, and what all others
    lose (fraction of their deposits).
    """
    lost = loss_over_deposits(tables)
    listed = tables.listings
    direct = set(listed.loc[(listed["asset"] == "A0") & (listed["use"] == "collateral"), "venue"])
    others = lost[~lost.index.isin(direct)]
    infected = float((others >= INFECTED).sum())
    return {
        "direct": float(lost[lost.index.isin(direct)].sum()),
        "infected": infected,
        "systemic": float(infected >= MOST_POOLS * len(others)),
        "lost": float(others.mean()),
    }


def summarise(rows: pd.DataFrame) -> pd.DataFrame:
    """Means with intervals for each graph, shock and bonus, and how each graph differs from the ring."""
    by, outcomes = ["bonus", "graph", "shock"], ["direct", "infected", "systemic", "lost"]
    differs = against(rows, by, "graph", "ring", outcomes)
    return means(rows, by, outcomes, {"systemic"}).merge(differs, how="left", on=by)


def brief(table: pd.DataFrame) -> pd.DataFrame:
    """Mean number of infected pools beyond the one hit: graph and bonus against shock."""
    return crossed(table, ["bonus", "graph"], "shock", "infected")


def draw(_: pd.DataFrame, table: pd.DataFrame) -> Figure:
    """Extent and probability of contagion over the shock, a line per graph, a row per bonus."""
    from firesale.analysis.study_figures.lines import Panel, line_panels

    panels = []
    for bonus in BONUSES:
        here = table[table["bonus"] == bonus]
        panels.append(Panel(f"Infected pools, bonus {bonus:.0%}", here, "infected", f"pools of {POOLS - 1}", POOLS - 1))
        panels.append(Panel(f"Systemic contagion, bonus {bonus:.0%}", here, "systemic", "probability", 1.0))
    return line_panels(panels, "shock", "graph", {"shock": GRID.axis("shock").label})


GRID = Grid(
    (
        along("bonus", "liquidation bonus (fraction)", "network.liquidation_bonus", BONUSES),
        Axis(
            "graph",
            "graph of claims",
            (
                _graph("none", "none", 1.0),
                _graph("ring", "ring", 2.0),
                _graph("complete", "complete", POOLS - 1.0),
                _graph("core hit", "core_periphery", 2.0),
                _graph("periphery hit", "core_periphery", 2.0, POOLS - 1),
            ),
        ),
        Axis("shock", "fall of the one collateral (fraction)", tuple(map(_fall, SHOCKS))),
    )
)
STUDY = Study(
    question="Does the graph of claims decide whether the loss of one pool stays with it?",
    scenario=HERE / "topology.toml",
    design=GRID,
    seeds=40,  # the complete graph infects all or nobody: its mean needs many
    measure=measure,
    summarise=summarise,
    brief=brief,
    draw=draw,
)
