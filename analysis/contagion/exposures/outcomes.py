"""What happened to each pool after a step."""

import pandas as pd

from firesale.analysis.contagion.exposures.balance_sheets import balance_sheets
from firesale.analysis.contagion.exposures.state import State
from firesale.analysis.distress import bad_debts, liquidations, losses


def outcomes(state: State) -> pd.DataFrame:
    """One row per pool: bad_debt and lender_loss over its capacity at the step, liquidated over its debt at the step (fractions).

    All after the step, at the prices of the moment at which they were booked. Fractions can be above 1: capacity and debt can grow later.
    NaN for a pool that had no capacity or no debt.
    """
    sheets, tables = balance_sheets(state), state.tables
    borne = losses(tables)
    happened = {
        "bad_debt": (bad_debts(tables), "value", "capacity"),
        "lender_loss": (borne[borne["bearer"] == "lenders"], "value", "capacity"),
        "liquidated": (liquidations(tables), "debt_value", "debt"),
    }
    table = pd.DataFrame(index=sheets.index)
    for name, (rows, value, base) in happened.items():
        total = rows[rows["step"] > state.step].groupby("venue")[value].sum().reindex(sheets.index, fill_value=0.0)
        table[name] = total / sheets[base].where(sheets[base] > 0.0)
    return table
