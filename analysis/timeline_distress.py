"""The moments of distress: liquidations, bad debt, backstops."""

import pandas as pd

from firesale.analysis.distress import NOBODY, bad_debts, borne, liquidations, losses
from firesale.analysis.moments import Moment, first_rows, moment
from firesale.analysis.tables import RunTables
from firesale.analysis.words import amount, count, plain
from firesale.market.events import ReserveRecorded

MOST = 5
CLOCK = ["step", "time", "sequence", "venue"]


def distress(tables: RunTables) -> list[Moment]:
    """First liquidation, worst step, first bad debt of the pools hit most, first draw of each backstop."""
    rows = liquidations(tables)
    return [*_first(tables, rows), *_worst(tables, rows), *_booked(tables), *_borne(tables), *_uncovered(tables)]


def _first(tables: RunTables, rows: pd.DataFrame) -> list[Moment]:
    if rows.empty:
        return []
    row = rows.iloc[0]
    debt, price = amount(row["debt_value"], tables.numeraire), amount(row["collateral_price"], tables.numeraire)
    text = f"The first liquidation, in {row['venue']}: {debt} of debt is repaid for {row['collateral']}"
    return [moment(row, f"{text}, valued at {price} a unit.")]


def _worst(tables: RunTables, rows: pd.DataFrame) -> list[Moment]:
    debt = rows.groupby("step")["debt_value"].sum()
    if len(debt) < 2:
        return []
    worst = rows[rows["step"] == debt.idxmax()]
    number, pools = count(len(worst), "liquidation"), count(worst["venue"].nunique(), "pool")
    repaid = amount(float(debt.max()), tables.numeraire)
    return [moment(worst.iloc[0], f"The worst step: {number} in {pools} repay {repaid} of debt.")]


def _booked(tables: RunTables) -> list[Moment]:
    """The first bad debt of the pools with most."""
    return [
        moment(
            row,
            f"{row['venue']} books its first bad debt, {amount(float(row['value']), tables.numeraire)}; "
            f"by the end it has booked {_sum(tables, rows)}.",
        )
        for row, rows in first_rows(bad_debts(tables), "venue", "value", MOST)
    ]


def _borne(tables: RunTables) -> list[Moment]:
    """The first loss that each backstop puts on its bearer, in any pool."""
    rows = losses(tables)
    taken = rows[(rows["value"] > 0) & (rows["bearer"] != NOBODY)]
    return [
        moment(
            row,
            f"The backstop {plain(row['backstop'])} is drawn for the first time, for a loss of {row['venue']}; "
            f"by the end it puts {_sum(tables, same)} on {plain(row['bearer'])}, in {_pools(same)}.",
        )
        for row, same in first_rows(taken, ["backstop", "bearer"], "value", MOST)
    ]


def _uncovered(tables: RunTables) -> list[Moment]:
    """The first deficit on record of a pool whose loss nobody bears at the end."""
    parts = borne(tables)
    left = parts[parts["bearer"] == NOBODY]
    records, logged = tables.table(ReserveRecorded), losses(tables)
    seen = pd.concat(
        [rows[CLOCK] for rows in (records[records["deficit"] > 0], logged[logged["bearer"] == NOBODY]) if len(rows)]
        or [records[CLOCK]]
    )
    first = seen[seen["venue"].isin(left["venue"])].sort_values("sequence").head(1)
    text = f"has a loss that no backstop covers; at the end nobody bears {_sum(tables, left)}, in {_pools(left)}."
    return [moment(row, f"{row['venue']} {text}") for _, row in first.iterrows()]


def _sum(tables: RunTables, rows: pd.DataFrame) -> str:
    return amount(float(rows["value"].sum()), tables.numeraire)


def _pools(rows: pd.DataFrame) -> str:
    return count(rows["venue"].nunique(), "pool")
