"""Liquidations of perpetual positions."""

from types import MappingProxyType
from typing import ClassVar

from typing_extensions import override

from firesale.analysis.metrics.base import NUMERAIRE, Metric
from firesale.analysis.perpetuals import liquidated
from firesale.analysis.tables import RunTables

COUNTS = "liquidations"


class PerpetualLiquidations(Metric):
    """Positions in perpetuals closed against a taker or the vault: how many closings, of how many owners, their notional at
    the mark price, and the part of it that takers took over. Ignores auto-deleveraging, and positions that traders made
    smaller themselves.
    """

    unit = NUMERAIRE
    units: ClassVar = MappingProxyType({"count": COUNTS, "owners": "accounts"})

    @override
    def measure(self, tables: RunTables) -> dict[str, float]:
        rows = liquidated(tables)
        return {
            "count": float(len(rows)),
            "owners": float(rows["owner"].nunique()),
            "notional": float(rows["notional"].sum()),
            "taken_over": float(rows.loc[rows["account"] >= 0, "notional"].sum()),
        }
