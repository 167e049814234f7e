"""What players tried and could not do."""

from typing_extensions import override

from firesale.analysis.metrics.base import Metric
from firesale.analysis.tables import RunTables
from firesale.market.events import ActionRefused, Refusal


class Refusals(Metric):
    """Refused actions, in all and by reason. A bundle counts once, a lost race counts. Ignores amounts and repeated
    attempts.
    """

    unit = "refusals"

    @override
    def measure(self, tables: RunTables) -> dict[str, float]:
        count = tables.table(ActionRefused)["reason"].value_counts()
        by_reason = {f"reason.{reason.name.lower()}": float(count.get(reason.value, 0)) for reason in Refusal}
        return {"total": float(count.sum())} | by_reason
