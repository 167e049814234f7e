"""Who gained and who lost."""

from typing_extensions import override

from firesale.analysis.metrics.base import NUMERAIRE, Metric
from firesale.analysis.tables import RunTables
from firesale.analysis.wealth import wealth_by


class WealthByRole(Metric):
    """Wealth of each role at fundamental prices at the first and the last record, and its change.

    Ignores what happened in between, and wealth that no account of the game holds (venues, reserves, fees paid out of
    the game).
    """

    unit = NUMERAIRE

    @override
    def measure(self, tables: RunTables) -> dict[str, float]:
        wealth = wealth_by(tables, ["role"])
        roles = sorted(set(wealth.index) | set(tables.accounts["role"]))
        return {
            f"{role}.{moment}": float(wealth[moment].get(role, 0.0))
            for role in roles
            for moment in ("start", "end", "change")
        }
