"""Which oracle makes it not worth while to move the price that it reads?

A pool that believes a price which somebody can move lends more on collateral than it is worth. What a push costs grows
with the depth of the exchange and with how long it must be held. Source: Mackinga, Nadahalli and Wattenhofer (2022),
TWAP oracle attacks (eprint 2022/445); Bentley, The cost of attack on a geometric-mean oracle (Euler); Qin et al. (2021),
Attacking the DeFi ecosystem with flash loans.

`window` is what a design waits for, in seconds: the window of an average, the delay, the interval of the circuit breaker,
the heartbeat of a push oracle (which reports every move of half a per cent in any case); 0 where it waits for nothing.
The three of the median are the exchange that is attacked, its average over the window, and the rest of the world. An
attack is made if a plan was thought to pay. The manipulators know spot prices, push oracles and averages; an oracle
that is made of others they try out first, and draw up no plan where a push is believed neither at once nor a step later.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from firesale.analysis.distress import bad_debts, final_positions
from firesale.analysis.metrics.attack import MANIPULATOR, Attack
from firesale.analysis.study_table import against, crossed, means
from firesale.analysis.tables import RunTables
from firesale.analysis.wealth import wealth_by_account
from firesale.experiments.studies.base import HERE, Study
from firesale.experiments.studies.design import Axis, Grid, Level, Several, along

READS, SPOT = ["thin"], "spot"
LENT = 500_000.0  # deposits of the pool in the base scenario, USDC
DEPTHS = (25_000.0, 50_000.0, 100_000.0, 400_000.0)
WINDOWS = (300.0, 1800.0)
GROWTH = 0.0968  # per year, of the cap; source: Aave, CAPO of wstETH (2024-02-27)
LARGEST_MOVE = 0.25  # per interval; source: crvUSD
OUTCOMES = ("made", "at_once", "patient", "share", "bad_debt")
NOW = {"kind": "spot", "sources": READS}


def _designs(window: float) -> Mapping[str, Mapping[str, Any]]:
    """The oracles that wait for something."""
    average = {"kind": "twap", "window": window, "sources": READS}
    three = [NOW, average, {"kind": "spot", "sources": ["world"]}]
    return {
        "push": {"kind": "push", "heartbeat": window, "sources": READS},
        "arithmetic": {**average, "mean": "arithmetic"},
        "geometric": {**average, "mean": "geometric"},
        "median": {"kind": "median", "of": three},
        "delayed": {"kind": "delayed", "delay": window, "inner": NOW},
        "breaker": {"kind": "circuit_breaker", "interval": window, "largest_move": LARGEST_MOVE, "inner": NOW},
    }


def _grid(window: float, designs: Mapping[str, Mapping[str, Any]]) -> Grid:
    """Designs at one window, at every depth."""
    return Grid(
        (
            Axis("oracle", "oracle", tuple(Level(name, {"oracles.feed": rule}) for name, rule in designs.items())),
            Axis("window", "what it waits for (seconds)", (Level(window, {}),)),
            along("depth", "each side of the exchange (USDC)", "venues.thin.base_reserve", DEPTHS),
        )
    )


def measure(tables: RunTables) -> dict[str, float]:
    """Whether an attack was made, what each manipulator gained and the better one of them over what the pool had to lend,
    and the debt written off or without collateral behind it (USDC).
    """
    made = float(Attack().measure(tables)["made"] > 0.0)
    wealth = wealth_by_account(tables)
    at_once, patient = wealth.loc[wealth["role"] == MANIPULATOR].sort_values("account")["change"].tolist()
    lost = float(bad_debts(tables)["value"].sum() + final_positions(tables)["shortfall"].sum())
    share = max(at_once, patient) / LENT
    return {"made": made, "at_once": at_once, "patient": patient, "share": share, "bad_debt": lost}


def summarise(rows: pd.DataFrame) -> pd.DataFrame:
    """Means with intervals for each oracle, window and depth, and how each differs from the spot price at that depth."""
    by = ["oracle", "window", "depth"]
    table = means(rows, by, OUTCOMES, {"made"})
    spot = rows[rows["oracle"] == SPOT]
    differs = []
    for window, here in rows[rows["oracle"] != SPOT].groupby("window", sort=False):
        both = pd.concat([here, spot.assign(window=window)])
        differs.append(against(both, by, "oracle", SPOT, OUTCOMES))
    return table.merge(pd.concat(differs), how="left", on=by)


def brief(table: pd.DataFrame) -> pd.DataFrame:
    """Mean gain of the better manipulator over what the pool lends: oracle and window against depth."""
    return crossed(table, ["oracle", "window"], "depth", "share")


def draw(_: pd.DataFrame, table: pd.DataFrame) -> Figure:
    """Two heat maps over depth, a row per oracle and window: whether an attack is made, and what it brings."""
    from firesale.analysis.study_figures.heat_map import Map, heat_maps

    order = list(dict.fromkeys(zip(table["oracle"], table["window"], strict=True)))
    ranks = {of: rank for rank, of in enumerate(sorted(order, key=lambda of: [one for one, _ in order].index(of[0])))}
    rows = table.assign(
        rule=[_rule(*of) for of in zip(table["oracle"], table["window"], strict=True)],
        rank=[-ranks[of] for of in zip(table["oracle"], table["window"], strict=True)],
    ).sort_values("rank", kind="stable")
    maps = [Map("An attack is made", rows, "made", {}), Map("Gain over what the pool lends", rows, "share", {})]
    labels = {"depth": DESIGN.grids[0].axis("depth").label, "rule": ""}
    return heat_maps(maps, "depth", "rule", labels, "probability; share", height=4.6)


def _rule(oracle: str, window: float) -> str:
    return f"{oracle}, {window / 60.0:.0f} min" if window else oracle


ALWAYS: Mapping[str, Mapping[str, Any]] = {
    SPOT: NOW,
    "capped growth": {"kind": "capped_growth", "growth": {"TOK": GROWTH}, "inner": NOW},
}
DESIGN = Several((_grid(0.0, ALWAYS), *(_grid(window, _designs(window)) for window in WINDOWS)))
STUDY = Study(
    question="Which oracle makes it not worth while to move the price that it reads?",
    scenario=HERE / "oracle_designs.toml",
    design=DESIGN,
    seeds=4,
    measure=measure,
    summarise=summarise,
    brief=brief,
    draw=draw,
)
