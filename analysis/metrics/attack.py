"""Whether manipulating a price paid."""

from types import MappingProxyType

import pandas as pd
from typing_extensions import override

from firesale.analysis.metrics.base import NUMERAIRE, Metric
from firesale.analysis.tables import RunTables
from firesale.analysis.wealth import wealth_by_account
from firesale.market.events import FeePaid, FlashLoaned, PlanConsidered, Swapped

MANIPULATOR = "oracle_manipulator"


class Attack(Metric):
    """Oracle manipulators: profit, cost of moving prices, plans considered and made, and what the made plans were
    expected to gain and cost.

    Profit: change of wealth at fundamental prices. Cost: what they gave in swaps minus what they got, at fundamental
    prices (slippage and fees), plus flash-loan and priority fees. Ignores who lost the profit, and that a price may
    move further while they hold.
    """

    unit = NUMERAIRE
    units = MappingProxyType({"considered": "plans", "made": "plans"})

    @override
    def measure(self, tables: RunTables) -> dict[str, float]:
        plans = _of_manipulators(tables, tables.table(PlanConsidered))
        made = plans[plans["made"].astype(bool)]
        wealth = wealth_by_account(tables)
        return {
            "profit": float(wealth.loc[wealth["role"] == MANIPULATOR, "change"].sum()),
            "cost": _cost(tables),
            "considered": float(len(plans)),
            "made": float(len(made)),
            "expected_gain": float(made["expected_gain"].sum()),
            "expected_cost": float(made["expected_cost"].sum()),
        }


def _of_manipulators(tables: RunTables, rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["account"].isin(tables.accounts_of(MANIPULATOR))]


def _cost(tables: RunTables) -> float:
    """Value lost in swaps, flash-loan fees and priority fees of the manipulators (numeraire)."""
    swaps = _of_manipulators(tables, tables.table(Swapped))
    given = swaps["amount_in"] * tables.fundamental(swaps["asset_in"], swaps["step"])
    got = swaps["amount_out"] * tables.fundamental(swaps["asset_out"], swaps["step"])
    loans = _of_manipulators(tables, tables.table(FlashLoaned))
    loan_fees = loans["fee"] * tables.fundamental(loans["asset"], loans["step"])
    priority_fees = _of_manipulators(tables, tables.table(FeePaid))["amount"]
    return float((given - got).sum() + loan_fees.sum() + priority_fees.sum())
