"""How long distress went on without a pause."""

from types import MappingProxyType

from typing_extensions import override

from firesale.analysis.cascades import cascades, longest_in_rounds
from firesale.analysis.metrics.base import Metric
from firesale.analysis.tables import RunTables


class CascadeLength(Metric):
    """Longest run of consecutive steps, and of consecutive rounds, that have a liquidation; and the number of such runs
    of steps.

    The first round of a step follows the last round with a liquidation of the step before. Ignores whether one
    liquidation caused the next.
    """

    unit = "steps"
    units = MappingProxyType({"rounds": "rounds", "count": "cascades"})

    @override
    def measure(self, tables: RunTables) -> dict[str, float]:
        found = cascades(tables)
        return {
            "steps": float(found["steps"].max()) if len(found) else 0.0,
            "rounds": float(longest_in_rounds(tables)),
            "count": float(len(found)),
        }
