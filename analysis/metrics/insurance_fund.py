"""What insurance funds paid."""

from typing_extensions import override

from firesale.analysis.metrics.base import NUMERAIRE, Metric
from firesale.analysis.perpetuals import final_margins, fund_drawn
from firesale.analysis.tables import RunTables


class InsuranceFund(Metric):
    """What the insurance funds of perpetuals paid for closings below the bankruptcy price, and what they hold at the last
    record. Ignores fees that came in.
    """

    unit = NUMERAIRE

    @override
    def measure(self, tables: RunTables) -> dict[str, float]:
        drawn = float(fund_drawn(tables)["value"].sum())
        return {"drawn": drawn, "left": float(final_margins(tables)["fund"].sum())}
