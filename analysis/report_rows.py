"""The tables of the report, as rows of text."""

from inspect import getdoc

from firesale.analysis.cascades import cascades
from firesale.analysis.metrics import METRICS
from firesale.analysis.metrics.base import NUMERAIRE
from firesale.analysis.spread import pools_in_order
from firesale.analysis.tables import RunTables
from firesale.analysis.wealth import wealth_by
from firesale.analysis.words import amount, duration, plain, precise

NONE = "–"
MOST_CASCADES = 5

Row = list[str]


def pool_rows(tables: RunTables) -> list[Row]:
    """Pool, first liquidation, liquidations, debt liquidated, bad debt, borne by."""
    rows: list[Row] = []
    for pool, row in pools_in_order(tables).iterrows():
        hit, lost = row["liquidations"] > 0, row["bad_debt"] > 0
        first = duration(float(row["first_time"])) if hit else NONE
        number, debt = f"{row['liquidations']:,}", amount(float(row["liquidated"]))
        bad = amount(float(row["bad_debt"])) if lost else NONE
        rows.append([str(pool), first, *((number, debt) if hit else (NONE, NONE)), bad, str(row["borne_by"]) or NONE])
    return rows


def cascade_rows(tables: RunTables) -> list[Row]:
    """Start, length, liquidations, pools and debt of the largest cascades, in order of time."""
    largest = cascades(tables).nlargest(MOST_CASCADES, "debt").sort_values("first_step")
    return [
        [
            duration(float(row["start"])),
            f"{row['steps']:,.0f}",
            f"{row['liquidations']:,.0f}",
            f"{row['pools']:,.0f}",
            amount(float(row["debt"])),
        ]
        for _, row in largest.iterrows()
    ]


def wealth_rows(tables: RunTables) -> list[Row]:
    """Role, group, accounts, wealth at the start, at the end and its change, the largest loss first."""
    rows = wealth_by(tables, ["role", "group"]).sort_values("change").reset_index()
    return [
        [
            plain(str(row["role"])) or NONE,
            str(row["group"]) or NONE,
            f"{row['accounts']:,}",
            *(amount(float(row[moment])) for moment in ("start", "end", "change")),
        ]
        for _, row in rows.iterrows()
    ]


def metric_rows(tables: RunTables) -> list[tuple[str, list[str], list[Row]]]:
    """Of each metric: its name, its definition in paragraphs, and its numbers with their units."""
    found = []
    for name, kind in METRICS.items():
        definition = [" ".join(part.split()) for part in (getdoc(kind) or "").split("\n\n")]
        numbers = [
            [f"{name}.{key}", precise(value), kind.unit_of(key).replace(NUMERAIRE, tables.numeraire)]
            for key, value in kind().measure(tables).items()
        ]
        found.append((plain(name), definition, numbers))
    return found
