"""Debt repaid in liquidations."""

from typing_extensions import override

from firesale.analysis.distress import by_pool, liquidations
from firesale.analysis.metrics.base import NUMERAIRE, Metric
from firesale.analysis.tables import RunTables


class LiquidatedDebt(Metric):
    """Debt repaid in liquidations, at the oracle price of that moment, in all and by pool. Ignores debt that borrowers
    repaid themselves.
    """

    unit = NUMERAIRE

    @override
    def measure(self, tables: RunTables) -> dict[str, float]:
        rows = liquidations(tables)
        pools = by_pool(tables, rows["debt_value"], rows["venue"])
        total = {"total": float(rows["debt_value"].sum())}
        return total | {f"pool.{pool}": value for pool, value in pools.items()}
