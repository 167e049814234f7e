"""What members of clearing houses were called for."""

from types import MappingProxyType

from typing_extensions import override

from firesale.analysis.metrics.base import NUMERAIRE, Metric
from firesale.analysis.tables import RunTables
from firesale.market.events import ClearingRecorded
from firesale.market.events import MarginCalled as Called


class MarginCalled(Metric):
    """Margin calls: all of them together, those of the step with the most, how many, and how far the initial margin of all
    members rose at a record above the first one (procyclicality). Ignores whether they were met, and
    variation margin that was paid without a call.
    """

    unit = NUMERAIRE
    units = MappingProxyType({"calls": "calls", "rise": "fraction"})

    @override
    def measure(self, tables: RunTables) -> dict[str, float]:
        called = tables.table(Called)
        by_step = called.groupby("step")["amount"].sum()
        required = tables.table(ClearingRecorded).groupby("step")["required"].sum()
        first = float(required.iloc[0]) if len(required) else 0.0
        return {
            "total": float(called["amount"].sum()),
            "largest_step": float(by_step.max()) if len(by_step) else 0.0,
            "calls": float(len(called)),
            "rise": float(required.max()) / first - 1.0 if first > 0.0 else 0.0,
        }
