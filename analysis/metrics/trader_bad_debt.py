"""What traders of perpetuals owed and could not pay."""

from typing_extensions import override

from firesale.analysis.metrics.base import NUMERAIRE, Metric
from firesale.analysis.perpetuals import deleveraged, final_margins, liquidated
from firesale.analysis.tables import RunTables


class TraderBadDebt(Metric):
    """Account value below zero of traders of perpetuals. Realised: at the mark price when their positions were closed,
    whoever paid for it; open: of the accounts in debt at the last record. Ignores what a sale below the mark added to it,
    which the insurance fund pays.
    """

    unit = NUMERAIRE

    @override
    def measure(self, tables: RunTables) -> dict[str, float]:
        parts = [rows.loc[rows["owner"] >= 0, "owed"].sum() for rows in (deleveraged(tables), liquidated(tables))]
        return {"realised": float(sum(parts)), "open": float(final_margins(tables)["shortfall"].sum())}
