"""What lenders lost by bad debt."""

from typing_extensions import override

from firesale.analysis.distress import NOBODY, borne
from firesale.analysis.metrics.base import NUMERAIRE, Metric
from firesale.analysis.tables import RunTables

LENDERS = "lenders"


class LenderLoss(Metric):
    """Losses that backstops put on lenders, and losses that nobody bore, at the oracle price of that moment.

    Nobody bears what the pool logs so, or else the deficit at the last record. What nobody bears falls on the lenders
    who withdraw last. A loss that passes from pool to pool through receipt tokens is counted in each; wealth by role
    counts it once. Ignores interest earned and losses on what lenders hold elsewhere.
    """

    unit = NUMERAIRE

    @override
    def measure(self, tables: RunTables) -> dict[str, float]:
        total = borne(tables).groupby("bearer")["value"].sum()
        lenders, nobody = float(total.get(LENDERS, 0.0)), float(total.get(NOBODY, 0.0))
        return {"total": lenders + nobody, "lenders": lenders, "nobody": nobody}
