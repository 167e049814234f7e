"""Whether the debt stands in few places."""

from dataclasses import dataclass

from typing_extensions import override

from firesale.analysis.early_warning.base import Indicator
from firesale.analysis.early_warning.recorded import positions_now
from firesale.analysis.tables import RunTables


@dataclass(frozen=True)
class Concentration(Indicator):
    """Herfindahl index of debt over pools: the sum of squared shares, 1 if one pool has it all. Within pools it sees
    nothing.

    Source: Hirschman (1964), The paternity of an index, American Economic Review 54.
    """

    @override
    def value(self, tables: RunTables, step: int) -> float:
        debt = positions_now(tables)["debt_value"].to_numpy()
        return float(((debt / debt.sum()) ** 2).sum()) if len(debt) else float("nan")
