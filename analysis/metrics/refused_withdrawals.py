"""Lenders who could not get out."""

from types import MappingProxyType

from typing_extensions import override

from firesale.analysis.metrics.base import NUMERAIRE, Metric
from firesale.analysis.refusals import refused_withdrawals
from firesale.analysis.tables import RunTables


class RefusedWithdrawals(Metric):
    """Withdrawals refused because the pool was short of cash: how many, and the amount asked for.

    The amount is receipt tokens, counted as one unit of the asset each, at its fundamental price: interest already
    earned is ignored. An account that asks again is counted again.
    """

    unit = NUMERAIRE
    units = MappingProxyType({"count": "refusals"})

    @override
    def measure(self, tables: RunTables) -> dict[str, float]:
        rows = refused_withdrawals(tables)
        return {"count": float(len(rows)), "amount": float(rows["value"].sum())}
