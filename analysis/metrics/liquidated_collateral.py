"""Collateral seized in liquidations."""

from typing_extensions import override

from firesale.analysis.distress import by_pool, liquidations
from firesale.analysis.metrics.base import NUMERAIRE, Metric
from firesale.analysis.tables import RunTables


class LiquidatedCollateral(Metric):
    """Collateral seized in liquidations, the protocol's share included, at the oracle price of that moment, in all and
    by pool.

    Ignores what the collateral was then sold for.
    """

    unit = NUMERAIRE

    @override
    def measure(self, tables: RunTables) -> dict[str, float]:
        rows = liquidations(tables)
        pools = by_pool(tables, rows["collateral_value"], rows["venue"])
        total = {"total": float(rows["collateral_value"].sum())}
        return total | {f"pool.{pool}": value for pool, value in pools.items()}
