"""Which numbers tell beforehand that a run will end in a cascade, and how long before?

Every run draws its volatility, depth, resilience, borrowers and deposits anew. At a fixed moment it is asked what the
rest of the day will bring, and indicators are read at that moment and up to six hours before it, from what had happened
by then. Two outcomes, as they need not be told by the same numbers:

* many: more than a quarter of the debt that stands at the moment is liquidated later. That takes a fall of prices, and
  people near the edge.
* systemic: at least half of the pools write off a thousandth of their deposits later, as in the study `leverage`. That
  takes sales that move prices.

Runs in which the outcome had come before the moment are left out at every lead, so that all leads are scored on the
same runs.

Source: Scheffer et al. (2009), Early-warning signals for critical transitions, Nature 461; scored by the area under the
ROC curve as early warnings of banking crises are (Drehmann and Juselius 2014, International Journal of Forecasting 30).
The sources of the indicators stand with them.
"""

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from firesale.analysis.distress import liquidations
from firesale.analysis.early_warning import INDICATORS
from firesale.analysis.early_warning.readings import readings
from firesale.analysis.early_warning.score import score
from firesale.analysis.study_table import crossed
from firesale.analysis.tables import RunTables
from firesale.experiments.studies.base import HERE, Study
from firesale.experiments.studies.drawn import Drawn, Spread
from firesale.experiments.studies.outcomes import debt_at, loss_over_deposits

MOMENT = 32  # step at which the future is unknown; the run has 64 more
LEADS = (0, 4, 8, 16, 24)  # steps before the moment
LEAST_LOSS = 0.001  # of its deposits, that makes a pool one that was hit (fraction)
LIMITS = {
    "many": 0.25,
    "systemic": 0.5,
}  # from which on an outcome has come: of the debt liquidated, of the pools hit (fraction)
TITLES = {"many": "Many liquidated", "systemic": "Systemic"}
SPREADS: Mapping[str, Spread] = {
    "volatility": Spread("prices.volatility", 1.0, 4.0),
    "depth": Spread("venues.eth_book.depth", 10_000.0, 200_000.0, logarithmic=True),
    "permanent": Spread("venues.eth_book.permanent_share", 0.0, 0.5),
    "least_health": Spread("network.health_factor.low", 1.02, 1.25),
    "deposit": Spread("network.deposit", 200_000.0, 500_000.0, logarithmic=True),
}


def measure(tables: RunTables) -> dict[str, float]:
    """Both outcomes before and after the moment (fractions), and every indicator at every lead."""
    rows = liquidations(tables)
    early = rows["step"] <= MOMENT
    before = float(rows.loc[early, "debt_value"].sum() / debt_at(tables, 0).sum())
    standing = float(debt_at(tables, MOMENT).sum())
    after = float(rows.loc[~early, "debt_value"].sum()) / standing if standing > 0.0 else 0.0
    found = {"many.before": before, "many.after": after}
    for when, first, last in (("before", 0, MOMENT), ("after", MOMENT + 1, tables.end[0])):
        found[f"systemic.{when}"] = float((loss_over_deposits(tables, first, last) >= LEAST_LOSS).mean())
    for lead in LEADS:
        found |= {_column(name, lead): value for name, value in readings(tables, MOMENT - lead).items()}
    return found


def _column(indicator: str, lead: int) -> str:
    return f"{indicator}@{lead}"


def at_risk(rows: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """The runs in which the outcome had not come before the moment, with a column `came`: whether it did afterwards."""
    limit = LIMITS[outcome]
    runs = rows[rows[f"{outcome}.before"] < limit]
    return runs.assign(came=runs[f"{outcome}.after"] >= limit)


def summarise(rows: pd.DataFrame) -> pd.DataFrame:
    """How well each indicator ranks the runs, for each outcome and lead."""
    found = []
    for outcome in LIMITS:
        runs = at_risk(rows, outcome)
        for lead in LEADS:
            then = runs[[_column(name, lead) for name in INDICATORS]].set_axis(list(INDICATORS), axis="columns")
            found.append(score(then, runs["came"].to_numpy()).assign(outcome=outcome, lead=lead))
    return pd.concat(found, ignore_index=True)


def brief(table: pd.DataFrame) -> pd.DataFrame:
    """AUC with its interval at some leads, and precision at the moment; the best at the moment first."""
    ends = zip(table["auc"], table["low"], table["high"], strict=True)
    told = table.assign(told=[f"{auc:.2f} ({low:.2f}-{high:.2f})" for auc, low, high in ends])
    wide = crossed(told, ["outcome", "indicator"], "lead", "told")
    now = table[table["lead"] == LEADS[0]].set_index(["outcome", "indicator"])
    shown = wide.loc[now.index, [LEADS[0], LEADS[2], LEADS[-1]]].add_prefix("AUC, lead ")
    return shown.assign(precision=now["precision"].round(2), share=now["share"].round(2), runs=now["runs"])


def draw(rows: pd.DataFrame, table: pd.DataFrame) -> Figure:
    """For each outcome the AUC of all indicators at the moment and at the longest lead, and ROC curves of the best."""
    from firesale.analysis.study_figures.ranking import Ranked, ranking

    panels = []
    for outcome in LIMITS:
        runs, here = at_risk(rows, outcome), table[table["outcome"] == outcome]
        values = {name: runs[_column(name, LEADS[0])].to_numpy() for name in INDICATORS}
        panels.append(Ranked(TITLES[outcome], here, values, runs["came"].to_numpy()))
    return ranking(panels, {LEADS[0]: "at the moment", LEADS[-1]: f"{LEADS[-1]} steps before"})


STUDY = Study(
    question="Which numbers tell beforehand that a run will end in a cascade?",
    scenario=HERE / "early_warning.toml",
    design=Drawn(SPREADS),
    seeds=400,
    measure=measure,
    summarise=summarise,
    brief=brief,
    draw=draw,
)
