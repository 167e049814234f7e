"""The moments of distress: liquidations, bad debt, backstops."""

import pandas as pd

from firesale.analysis.distress import NOBODY, bad_debts, liquidations, losses
from firesale.analysis.moments import Moment, first_rows, moment
from firesale.analysis.tables import RunTables
from firesale.analysis.words import amount, count, plain

MOST = 5


def distress(tables: RunTables) -> list[Moment]:
    """First liquidation, worst step, first bad debt of the pools hit most, first draw of each backstop."""
    rows = liquidations(tables)
    return [*_first(tables, rows), *_worst(tables, rows), *_booked(tables), *_borne(tables)]


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
    """The first loss that each backstop puts on its bearer, and the first that no backstop covers, in any pool."""
    rows = losses(tables)
    rows = rows[rows["value"] > 0]
    left, taken = rows[rows["bearer"] == NOBODY], rows[rows["bearer"] != NOBODY]
    drawn = [
        moment(
            row,
            f"The backstop {plain(row['backstop'])} is drawn for the first time, for a loss of {row['venue']}; "
            f"by the end it puts {_sum(tables, same)} on {plain(row['bearer'])}, in {_pools(same)}.",
        )
        for row, same in first_rows(taken, ["backstop", "bearer"], "value", MOST)
    ]
    bare = [
        moment(
            row,
            f"{row['venue']} has a loss that no backstop covers; "
            f"by the end nobody bears {_sum(tables, same)}, in {_pools(same)}.",
        )
        for row, same in first_rows(left, "bearer", "value", MOST)
    ]
    return [*drawn, *bare]


def _sum(tables: RunTables, rows: pd.DataFrame) -> str:
    return amount(float(rows["value"].sum()), tables.numeraire)


def _pools(rows: pd.DataFrame) -> str:
    return count(rows["venue"].nunique(), "pool")
