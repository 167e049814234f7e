"""What lenders lost by bad debt."""

from typing_extensions import override

from firesale.analysis.distress import NOBODY, losses
from firesale.analysis.metrics.base import NUMERAIRE, Metric
from firesale.analysis.tables import RunTables

LENDERS = "lenders"


class LenderLoss(Metric):
    """Losses that backstops put on lenders, and losses that nobody bore, at the oracle price of that moment.

    What nobody bears falls on the lenders who withdraw last. Ignores interest earned and losses on what lenders hold
    elsewhere.
    """

    unit = NUMERAIRE

    @override
    def measure(self, tables: RunTables) -> dict[str, float]:
        rows = losses(tables)
        borne = rows.groupby("bearer")["value"].sum()
        lenders, nobody = float(borne.get(LENDERS, 0.0)), float(borne.get(NOBODY, 0.0))
        return {"total": lenders + nobody, "lenders": lenders, "nobody": nobody}
