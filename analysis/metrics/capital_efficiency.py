"""How much debt a unit of collateral carries."""

from typing_extensions import override

from firesale.analysis.metrics.base import Metric
from firesale.analysis.tables import RunTables
from firesale.market.events import PositionsRecorded


class CapitalEfficiency(Metric):
    """Debt of all pools over the value of their collateral, at oracle prices: mean over the recorded steps, and at the
    last one.

    Ignores collateral without debt. A recorded step weighs the same however long it stood; NaN without collateral.
    """

    unit = "debt per unit of collateral value"

    @override
    def measure(self, tables: RunTables) -> dict[str, float]:
        total = tables.table(PositionsRecorded).groupby("step")[["debt_value", "collateral_value"]].sum()
        total = total[total["collateral_value"] > 0]
        ratio = total["debt_value"] / total["collateral_value"]
        return {"mean": float(ratio.mean()), "end": float(ratio.iloc[-1]) if len(ratio) else float("nan")}
