"""Does soft liquidation in bands spare borrowers and lenders, in a slow decline and in a gap?

In bands collateral is sold to arbitrageurs a little at each price, and bought back if the price returns; a liquidator takes half a position at a
discount, once it is unsafe. Bands lose to whoever trades against their lagging price, the more the larger a step of the price is. Source: Egorov
(2022), Curve stablecoin design (crvUSD): LLAMMA; Qin, Zhou, Gamito, Jovanovic and Gervais (2021), An empirical study of DeFi liquidations, IMC
(what borrowers lose to a fixed spread); Milionis, Moallemi, Roughgarden and Zhang (2022), Automated market making and loss-versus-rebalancing.

The same borrowers, with the same collateral and debt, meet the same prices at a venue of bands or at a pool that liquidates at a fixed spread. What
they give up is the collateral taken less what was paid for it, at fundamental prices, so that the fall itself does not count. A lender's loss is debt
written off, and what the collateral does not cover at the end.
"""

import pandas as pd
from matplotlib.figure import Figure

from firesale.analysis.distress import bad_debts, final_positions
from firesale.analysis.given_up import in_bands, to_liquidators
from firesale.analysis.metrics.price_overshoot import PriceOvershoot
from firesale.analysis.study_table import against, crossed, means
from firesale.analysis.tables import RunTables
from firesale.experiments.studies.base import HERE, Study
from firesale.experiments.studies.design import Axis, Grid, Level, Several
from firesale.market.events import PositionsRecorded

START, DAY = 2000.0, 86_400.0  # numeraire per ETH, seconds
HARD = "fixed spread"
FALLS = (0.1, 0.2, 0.3, 0.4)
PATHS = ("slow decline", "decline and return", "gap")
OUTCOMES = ["given_up", "bad_debt", "overshoot", "still_open"]
WAYPOINTS = "prices.waypoints.ETH"


def _at(name: str, venue: str, bands: int | None) -> Level:
    """Borrowers and liquidators at one of the two venues."""
    changes: dict[str, object] = {
        "agents.borrowers.strategy.pool": venue,
        "agents.borrowers.positions.0.pool": venue,
        "agents.liquidators.strategy.pool": venue,
    }
    return Level(name, changes | ({} if bands is None else {"agents.borrowers.positions.0.bands": bands}))


def _path(kind: str, fall: float) -> list[list[float]]:
    """Prices over five days: down over four, down over two and back in two, or down within one step after a day."""
    low = START * (1.0 - fall)
    if kind == "slow decline":
        return [[0.0, START], [4.0 * DAY, low]]
    if kind == "decline and return":
        return [[0.0, START], [2.0 * DAY, low], [4.0 * DAY, START]]
    return [[0.0, START], [DAY, START], [DAY + 900.0, low]]


def measure(tables: RunTables) -> dict[str, float]:
    """What borrowers gave up and lenders lost (fraction of the collateral and of the debt at the start), the largest fall of the order book below
    the fundamental price, and the part of the debt that is still open.
    """
    recorded = tables.table(PositionsRecorded)
    start = recorded[recorded["step"] == 0]
    collateral, debt = float(start["collateral_value"].sum()), float(start["debt_value"].sum())
    end = final_positions(tables)
    given = float(in_bands(tables)["lost"].sum() + to_liquidators(tables)["lost"].sum())
    lost = float(bad_debts(tables)["value"].sum() + end["shortfall"].sum())
    return {
        "given_up": given / collateral,
        "bad_debt": lost / debt,
        "overshoot": PriceOvershoot().measure(tables)["exchange.book"],
        "still_open": float(end["debt_value"].sum()) / debt,
    }


def summarise(rows: pd.DataFrame) -> pd.DataFrame:
    """Means with intervals for each path, fall and mechanism, and how each mechanism differs from the fixed spread."""
    by = ["path", "mechanism", "fall"]
    differs = against(rows, by, "mechanism", HARD, OUTCOMES)
    return means(rows, by, OUTCOMES, ()).merge(differs, how="left", on=by)


def brief(table: pd.DataFrame) -> pd.DataFrame:
    """What borrowers give up, per cent of their collateral: path and mechanism against the fall."""
    return 100.0 * crossed(table, ["path", "mechanism"], "fall", "given_up")


def draw(_: pd.DataFrame, table: pd.DataFrame) -> Figure:
    """What borrowers give up and lenders lose over the fall, a line per mechanism, a row per path."""
    from firesale.analysis.study_figures.lines import Panel, line_panels

    panels = []
    for path in PATHS:
        here = table[table["path"] == path]
        panels.append(Panel(f"Given up, {path}", here, "given_up", "share of collateral", 0.25))
        panels.append(Panel(f"Bad debt, {path}", here, "bad_debt", "share of debt", 0.5))
    return line_panels(panels, "fall", "mechanism", {"fall": GRID.axis("fall").label})


def _falls(kind: str) -> Grid:
    return Grid(
        (
            Axis("path", "path of the price", (Level(kind, {}),)),
            Axis(
                "mechanism",
                "liquidation",
                (
                    _at(HARD, "pool", None),
                    _at("4 bands", "bands", 4),
                    _at("10 bands", "bands", 10),
                    _at("30 bands", "bands", 30),
                ),
            ),
            Axis(
                "fall",
                "fall of the collateral price (fraction)",
                tuple(Level(fall, {WAYPOINTS: _path(kind, fall)}) for fall in FALLS),
            ),
        )
    )


GRID = _falls(PATHS[0])
STUDY = Study(
    question="Does soft liquidation in bands spare borrowers and lenders, in a slow decline and in a gap?",
    scenario=HERE / "soft_liquidation.toml",
    design=Several(tuple(map(_falls, PATHS))),
    seeds=8,
    measure=measure,
    summarise=summarise,
    brief=brief,
    draw=draw,
)
