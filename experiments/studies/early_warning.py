"""Which numbers tell beforehand that a run will end in a cascade, and how long before?

Every run draws its volatility, depth, resilience, borrowers and deposits anew. At a fixed moment it is asked: will more than a quarter of the debt that stands
now be liquidated within the rest of the day? Indicators are read at that moment and up to eight hours before it, from what had happened by then. Runs that had
their cascade before the moment are left out at every lead, so that all leads are scored on the same runs.

Source: Scheffer et al. (2009), Early-warning signals for critical transitions, Nature 461; scoring by the area under the ROC curve as in the
literature on early warning of banking crises (Drehmann and Juselius 2014, International Journal of Forecasting 30). The sources of the indicators stand with them. A quarter
is far above what single large positions make up, and below what any systemic cascade of the other studies takes.
"""

import pandas as pd
from matplotlib.figure import Figure

from firesale.analysis.distress import liquidations
from firesale.analysis.early_warning import INDICATORS
from firesale.analysis.early_warning.readings import readings
from firesale.analysis.early_warning.score import score
from firesale.analysis.tables import RunTables
from firesale.experiments.studies.base import HERE, Study
from firesale.experiments.studies.drawn import Drawn, Spread
from firesale.experiments.studies.outcomes import debt_at

MOMENT = 32  # step at which the future is unknown; the run has 64 more
LEADS = (0, 4, 8, 16, 24)  # steps before the moment
CASCADE = (
    0.25  # of the debt at the moment, liquidated afterwards (fraction); of the debt at the start: it has been before
)

SPREADS = {
    "volatility": Spread("prices.volatility", 1.0, 4.0),
    "depth": Spread("venues.eth_book.depth", 10_000.0, 200_000.0, logarithmic=True),
    "permanent": Spread("venues.eth_book.permanent_share", 0.0, 0.5),
    "least_health": Spread("network.health_factor.low", 1.02, 1.25),
    "deposit": Spread("network.deposit", 200_000.0, 500_000.0, logarithmic=True),
}


def measure(tables: RunTables) -> dict[str, float]:
    """Whether a cascade came after the moment, whether one had been before, and every indicator at every lead."""
    rows = liquidations(tables)
    before = float(rows.loc[rows["step"] <= MOMENT, "debt_value"].sum() / debt_at(tables, 0).sum())
    standing = float(debt_at(tables, MOMENT).sum())
    after = float(rows.loc[rows["step"] > MOMENT, "debt_value"].sum()) / standing if standing > 0.0 else 0.0
    found = {"liquidated_before": before, "liquidated_after": after}
    for lead in LEADS:
        found |= {_column(name, lead): value for name, value in readings(tables, MOMENT - lead).items()}
    return found


def _column(name: str, lead: int) -> str:
    return f"{name}@{lead}"


def at_risk(rows: pd.DataFrame) -> pd.DataFrame:
    """The runs that had no cascade before the moment."""
    return rows[rows["liquidated_before"] <= CASCADE]


def summarise(rows: pd.DataFrame) -> pd.DataFrame:
    """The scores of each indicator at each lead, and of what was drawn, which no one in the market knows, as a bound on what can be known."""
    runs = at_risk(rows)
    cascade = (runs["liquidated_after"] > CASCADE).to_numpy()
    found = []
    for lead in LEADS:
        readings_then = runs[[_column(name, lead) for name in INDICATORS]].set_axis(list(INDICATORS), axis="columns")
        found.append(score(readings_then, list(INDICATORS), cascade).assign(lead=lead))
    return pd.concat(found, ignore_index=True)


def brief(table: pd.DataFrame) -> pd.DataFrame:
    """AUC with its interval: indicator against lead, the best at the moment first."""
    told = [
        f"{a:.2f} ({low:.2f} to {high:.2f})"
        for a, low, high in zip(table["auc"], table["low"], table["high"], strict=True)
    ]
    wide = table.assign(told=told).pivot(index="indicator", columns="lead", values="told")
    now = table[table["lead"] == LEADS[0]].set_index("indicator")
    return wide.loc[now.index].assign(precision=now["precision"].round(2))


def draw(rows: pd.DataFrame, table: pd.DataFrame) -> Figure:
    """AUC against lead, and the ROC curves of the best indicators at the moment."""
    from firesale.analysis.study_figures.ranking import ranking

    runs = at_risk(rows)
    cascade = (runs["liquidated_after"] > CASCADE).to_numpy()
    values = {name: runs[_column(name, LEADS[0])].to_numpy() for name in INDICATORS}
    return ranking(table, values, cascade)


STUDY = Study(
    question="Which numbers tell beforehand that a run will end in a cascade?",
    scenario=HERE / "early_warning.toml",
    design=Drawn(SPREADS),
    seeds=300,
    measure=measure,
    summarise=summarise,
    brief=brief,
    draw=draw,
)
