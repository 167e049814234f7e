"""How much of what was lent can still be withdrawn."""

from dataclasses import dataclass

from typing_extensions import override

from firesale.analysis.early_warning.base import Indicator
from firesale.analysis.tables import RunTables
from firesale.market.events import ReserveRecorded


@dataclass(frozen=True)
class Utilisation(Indicator):
    """Debt over cash and debt of all reserves together (fraction). Source: Gudgeon et al. (2020), DeFi protocols for
    loanable funds, AFT '20.
    """

    @override
    def value(self, tables: RunTables, step: int) -> float:
        last = tables.table(ReserveRecorded).drop_duplicates(["venue", "asset"], keep="last")
        debt, cash = (float((last[column] * last["price"]).sum()) for column in ("debt", "cash"))
        return debt / (debt + cash) if debt + cash > 0.0 else float("nan")
