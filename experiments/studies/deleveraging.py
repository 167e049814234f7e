"""Whose positions should be closed when an insurance fund is empty: a queue, or everybody's in proportion?

Source: Chitra (2025), Autodeleveraging: impossibilities and optimization, arXiv:2512.01112: queues concentrate the loss on few
accounts, pro-rata rules spread it, and no rule is at once fair, cheap and free of moral hazard. The queue is that of Binance
and dYdX v3 (profit times leverage), the random start that of dYdX v4.

All rules meet the same prices and people. What must be taken is what bankrupt accounts owe at the mark price; it is taken by
closing positions, and whoever is closed while the price is still falling also gives up what the position would have earned until
the fall is over: that is taken beyond need. Moral hazard: a trader who takes more leverage puts more of the loss on others, unless it is closed
for it. So for winners (shorts, hedgers among them): the part of their positions that is closed, of the third with the most leverage
less that of the third with the least. Not more than 0 means that the careful pay as much as the reckless.
"""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from firesale.analysis.perpetuals import deleveraged, positions_at_start
from firesale.analysis.study_table import against, means
from firesale.analysis.tables import RunTables
from firesale.experiments.studies.base import HERE, Study
from firesale.experiments.studies.design import Axis, Grid, Level, along

PRICE = 10.0  # of the base scenario: USDC per COIN
RULES = ("queue", "pro_rata", "risk_weighted", "random_start")
SHOCKS = (0.2, 0.3, 0.4, 0.5, 0.6)
TENTH = 0.1  # of the winners: those who lose most
HEDGERS = "hedgers"
OUTCOMES = ["accounts", "top_tenth", "hedgers", "need", "beyond_need", "against_leverage"]


def _fall(shock: float) -> Level:
    return Level(shock, {"prices.waypoints.COIN.2.1": PRICE * (1.0 - shock)})


def measure(tables: RunTables) -> dict[str, float]:
    """Part of the winners that is met, and of the haircut the part that the most hurt tenth and the hedgers bear; need and what is
    taken beyond it, over what winners had paid in; the closed part of the most levered third less that of the least.
    """
    start = positions_at_start(tables)
    winners = start[start["size"] < 0.0]
    rows = deleveraged(tables)
    rows = rows[rows["account"].isin(winners.index)]
    lost = rows.groupby("account")["haircut"].sum().reindex(winners.index).fillna(0.0)
    closed = rows["change"].groupby(rows["account"]).sum().reindex(winners.index).fillna(0.0) / -winners["size"]
    end = float(tables.fundamentals["COIN"].iloc[-1])
    taken = float((rows["change"] * (rows["price"] - end)).sum())
    need, paid_in = float(lost.clip(lower=0.0).sum()), float(winners["margin"].sum())
    hedging = tables.accounts.loc[winners.index, "group"] == HEDGERS
    return {
        "accounts": float((closed > 0.0).mean()),
        "top_tenth": _part(lost.nlargest(max(1, round(TENTH * len(lost)))).sum(), need),
        "hedgers": _part(lost[hedging].sum(), need),
        "need": need / paid_in,
        "beyond_need": (taken - need) / paid_in,
        "against_leverage": _against_leverage(winners["leverage"], closed),
    }


def _part(part: float, whole: float) -> float:
    return float(part) / whole if whole > 0.0 else np.nan


def _against_leverage(leverage: "pd.Series[float]", closed: "pd.Series[float]") -> float:
    """Closed part of positions: mean of the third with the most leverage less mean of the third with the least."""
    third = len(leverage) // 3
    order = leverage.sort_values().index
    return float(closed[order[-third:]].mean() - closed[order[:third]].mean())


def summarise(rows: pd.DataFrame) -> pd.DataFrame:
    """Means with intervals for each rule and fall, and how each rule differs from the queue."""
    by = ["rule", "shock"]
    return means(rows, by, OUTCOMES, ()).merge(against(rows, by, "rule", "queue", OUTCOMES), how="left", on=by)


def brief(table: pd.DataFrame) -> pd.DataFrame:
    """The middle fall: each outcome, and below each rule its difference from the queue with the interval."""
    here = table[table["shock"] == SHOCKS[len(SHOCKS) // 2 + 1]].set_index("rule")
    found = {}
    for name in OUTCOMES:
        found[name] = [_told(here.loc[rule], name) for rule in here.index]
    return pd.DataFrame(found, index=list(here.index)).T


def _told(row: "pd.Series[float]", name: str) -> str:
    told = f"{row[name]:.3f}"
    if not np.isfinite(row[f"{name}.more"]):
        return told
    return f"{told} ({row[f'{name}.more.low']:+.3f} to {row[f'{name}.more.high']:+.3f})"


def draw(_: pd.DataFrame, table: pd.DataFrame) -> Figure:
    """Six outcomes over the fall, a line per rule."""
    from firesale.analysis.study_figures.lines import Panel, line_panels

    shown = [
        Panel("Winners met", table, "accounts", "part of the accounts", 1.0),
        Panel("Borne by the most hurt tenth", table, "top_tenth", "part of the haircut", 1.0),
        Panel("Borne by hedgers", table, "hedgers", "part of the haircut", 0.5),
        Panel("Closed because of leverage", table, "against_leverage", "most less least levered third", 1.0),
        Panel("Need", table, "need", "of what winners paid in", _largest(table, "need")),
        Panel("Taken beyond need", table, "beyond_need", "of what winners paid in", _largest(table, "beyond_need")),
    ]
    return line_panels(shown, "shock", "rule", {"shock": GRID.axis("shock").label} | NAMES)


def _largest(table: pd.DataFrame, name: str) -> float:
    return max(1e-6, float(table[f"{name}.high"].max()))


NAMES = {rule: rule.replace("_", " ") for rule in RULES}
GRID = Grid(
    (
        along("rule", "rule of auto-deleveraging", "venues.perps.deleveraging.kind", RULES),
        Axis("shock", "fall of the index (fraction)", tuple(map(_fall, SHOCKS))),
    )
)
STUDY = Study(
    question="When an insurance fund is empty, whose winning positions are to be closed?",
    scenario=HERE / "deleveraging.toml",
    design=GRID,
    seeds=20,
    measure=measure,
    summarise=summarise,
    brief=brief,
    draw=draw,
)
