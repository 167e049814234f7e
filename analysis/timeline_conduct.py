"""The moments of conduct: plans considered, runs, withdrawals refused."""

import pandas as pd

from firesale.analysis.moments import Moment, first_rows, moment
from firesale.analysis.refusals import refused_withdrawals
from firesale.analysis.tables import RunTables
from firesale.analysis.words import amount, count, plain, times
from firesale.market.events import PlanConsidered, Withdrawn

MOST = 5
RUN = "run"  # the motive of a lender who flees


def conduct(tables: RunTables) -> list[Moment]:
    """What players planned, and which lenders ran."""
    return [*_plans(tables), *_runs(tables), *_refused(tables)]


def _plans(tables: RunTables) -> list[Moment]:
    """For each plan against each venue: the first time that it was made, or why it never was."""
    plans = tables.table(PlanConsidered)
    plans = plans.assign(made=plans["made"].astype(bool), surplus=plans["expected_gain"] - plans["expected_cost"])
    told = [_plan(tables, rows) for _, rows in plans.groupby(["plan", "venue"])]
    return sorted(told, key=lambda one: one.step)[:MOST]


def _plan(tables: RunTables, rows: pd.DataFrame) -> Moment:
    made = rows[rows["made"]]
    row = made.iloc[0] if len(made) else rows.iloc[int(rows["surplus"].argmax())]
    role = tables.accounts["role"].get(row["account"], "account")
    gain, cost = (amount(float(row[f"expected_{what}"]), tables.numeraire) for what in ("gain", "cost"))
    who = f"The plan “{plain(str(row['plan']))}” against {row['venue']}, by an account of role {plain(str(role))},"
    if len(made):
        often = f"In all it is considered {times(len(rows))} and made {times(len(made))}."
        return moment(row, f"{who} is made: it is expected to gain {gain} and to cost {cost}. {often}")
    best = f"at the best moment, this one, the expected gain is {gain} and the expected cost {cost}"
    return moment(row, f"{who} is considered {times(len(rows))} and never made: {best}.")


def _runs(tables: RunTables) -> list[Moment]:
    rows = tables.table(Withdrawn)
    rows = rows[rows["motive"] == RUN]
    rows = rows.assign(value=rows["amount"] * tables.fundamental(rows["asset"], rows["step"]))
    return [
        moment(row, f"Lenders begin to run from {row['venue']}; by the end they take out {_sum(tables, same)}.")
        for row, same in first_rows(rows, "venue", "value", MOST)
    ]


def _refused(tables: RunTables) -> list[Moment]:
    return [
        moment(
            row,
            f"{row['venue']} is short of cash and refuses a withdrawal; by the end it refuses "
            f"{count(len(same), 'withdrawal')} ({_sum(tables, same)} asked for).",
        )
        for row, same in first_rows(refused_withdrawals(tables), "venue", "value", MOST)
    ]


def _sum(tables: RunTables, rows: pd.DataFrame) -> str:
    return amount(float(rows["value"].sum()), tables.numeraire)
