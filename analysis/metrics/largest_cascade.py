"""The worst run of liquidations."""

from types import MappingProxyType

from typing_extensions import override

from firesale.analysis.cascades import cascades
from firesale.analysis.metrics.base import NUMERAIRE, Metric
from firesale.analysis.tables import RunTables


class LargestCascade(Metric):
    """Of the runs of consecutive steps with a liquidation, the one with most debt repaid: that debt, and its
    liquidations.

    Debt at oracle prices. Ignores whether one liquidation caused the next.
    """

    unit = NUMERAIRE
    units = MappingProxyType({"liquidations": "liquidations"})

    @override
    def measure(self, tables: RunTables) -> dict[str, float]:
        found = cascades(tables)
        if found.empty:
            return {"debt": 0.0, "liquidations": 0.0}
        worst = found.iloc[int(found["debt"].argmax())]
        return {"debt": float(worst["debt"]), "liquidations": float(worst["liquidations"])}
