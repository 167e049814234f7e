"""How much would have to be sold, against what the market can take."""

from dataclasses import dataclass

from typing_extensions import override

from firesale.analysis.early_warning.base import Indicator
from firesale.analysis.early_warning.recorded import depth_now, positions_now
from firesale.analysis.tables import RunTables


@dataclass(frozen=True)
class DebtOverDepth(Indicator):
    """Debt of all pools over the depth of all exchanges (per cent of price that selling for all of it would cost, to
    first order).

    Source: Amihud (2002), Illiquidity and stock returns, Journal of Financial Markets 5, for impact per value; open
    interest over depth is what derivative venues watch.
    """

    @override
    def value(self, tables: RunTables, step: int) -> float:
        depth = depth_now(tables)
        return float(positions_now(tables)["debt_value"].sum()) / depth if depth > 0.0 else float("nan")
