"""How often, and how many."""

from types import MappingProxyType

from typing_extensions import override

from firesale.analysis import distress
from firesale.analysis.metrics.base import Metric
from firesale.analysis.tables import RunTables


class Liquidations(Metric):
    """Liquidations carried out, and borrowers liquidated at least once in any pool. Ignores their size, and refused
    attempts.
    """

    unit = "liquidations"
    units = MappingProxyType({"accounts": "accounts"})

    @override
    def measure(self, tables: RunTables) -> dict[str, float]:
        rows = distress.liquidations(tables)
        return {"count": float(len(rows)), "accounts": float(rows["borrower"].nunique())}
