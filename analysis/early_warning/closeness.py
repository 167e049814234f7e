"""How near to the price at which a part of the debt is unsafe."""

from dataclasses import dataclass

from typing_extensions import override

from firesale.analysis.early_warning.base import Indicator
from firesale.analysis.early_warning.unsafe_after_fall import fall_until
from firesale.analysis.tables import RunTables


@dataclass(frozen=True)
class Closeness(Indicator):
    """The price level, as a fraction of today's, at which `share` of the debt is unsafe: 1 less the distance to
    liquidation.

    Source: distance to default (Crosbie and Bohn 2003) without the volatility; what dashboards of lending protocols
    show as liquidation levels.
    """

    share: float  # part of the debt, fraction

    @override
    def value(self, tables: RunTables, step: int) -> float:
        return 1.0 - fall_until(tables, self.share)
