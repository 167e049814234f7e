"""What liquidators earned."""

from typing_extensions import override

from firesale.analysis.metrics.base import NUMERAIRE, Metric
from firesale.analysis.tables import RunTables
from firesale.analysis.wealth import wealth_by_account

LIQUIDATOR = "liquidator"


class LiquidatorProfit(Metric):
    """Change of wealth of the liquidators at fundamental prices, in all and by group: fees and what their
    inventory gained or lost in price included.

    Ignores what accounts of other roles earned by liquidating.
    """

    unit = NUMERAIRE

    @override
    def measure(self, tables: RunTables) -> dict[str, float]:
        wealth = wealth_by_account(tables)
        change = wealth[wealth["role"] == LIQUIDATOR].groupby("group")["change"].sum()
        groups = sorted(set(tables.accounts.loc[tables.accounts["role"] == LIQUIDATOR, "group"]))
        by_group = {f"group.{group}": float(change.get(group, 0.0)) for group in groups}
        return {"total": float(change.sum())} | by_group
