"""The second plainest warning: it has begun."""

from dataclasses import dataclass

from typing_extensions import override

from firesale.analysis.distress import liquidations
from firesale.analysis.early_warning.base import Indicator
from firesale.analysis.tables import RunTables
from firesale.market.events import PositionsRecorded


@dataclass(frozen=True)
class LiquidatedSoFar(Indicator):
    """Debt repaid in liquidations since the start over the debt at the start (fraction)."""

    @override
    def value(self, tables: RunTables, step: int) -> float:
        recorded = tables.table(PositionsRecorded)
        start = float(recorded.drop_duplicates("venue")["debt_value"].sum())
        return float(liquidations(tables)["debt_value"].sum()) / start if start > 0.0 else float("nan")
