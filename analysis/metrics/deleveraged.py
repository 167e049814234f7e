"""Winning positions closed by the venue."""

from types import MappingProxyType
from typing import ClassVar

from typing_extensions import override

from firesale.analysis.metrics.base import NUMERAIRE, Metric
from firesale.analysis.perpetuals import deleveraged
from firesale.analysis.tables import RunTables


class Deleveraged(Metric):
    """Auto-deleveraging: notional closed at the mark price, how many accounts it met, and the haircut, what they lost
    against the mark (less than nothing if they were closed at better prices). Ignores the profit that they would have made
    later, and what the market maker's vault gave.
    """

    unit = NUMERAIRE
    units: ClassVar = MappingProxyType({"accounts": "accounts"})

    @override
    def measure(self, tables: RunTables) -> dict[str, float]:
        rows = deleveraged(tables)
        rows = rows[rows["account"] >= 0]
        return {
            "notional": float(rows["notional"].sum()),
            "accounts": float(rows["account"].nunique()),
            "haircut": float(rows["haircut"].sum()),
        }
