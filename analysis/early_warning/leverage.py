"""How much the borrowers have borrowed."""

import sys
from dataclasses import dataclass

from typing_extensions import override

from firesale.analysis.early_warning.base import Indicator
from firesale.analysis.early_warning.recorded import positions_now
from firesale.analysis.tables import RunTables


@dataclass(frozen=True)
class Leverage(Indicator):
    """Collateral over own capital of all borrowers together; the largest number that there is if nothing is their own.

    Source: Adrian and Shin (2010), Liquidity and leverage, Journal of Financial Intermediation 19.
    """

    @override
    def value(self, tables: RunTables, step: int) -> float:
        total = positions_now(tables)[["collateral_value", "debt_value"]].sum()
        own = float(total["collateral_value"] - total["debt_value"])
        if total["debt_value"] <= 0.0:
            return 1.0
        return float(total["collateral_value"]) / own if own > 0.0 else sys.float_info.max
