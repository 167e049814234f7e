"""What borrowers lose while the price passes through their bands."""

from typing_extensions import override

from firesale.analysis.given_up import in_bands
from firesale.analysis.metrics.base import NUMERAIRE, Metric
from firesale.analysis.tables import RunTables


class SoftLiquidationLoss(Metric):
    """Value of the collateral that trades through bands took from borrowers, less what they left for it, at the fundamental prices of the same
    step: in all and by venue of bands. What is bought back counts the other way round.

    Fees that traders paid are in it, as what came in; ignores hard liquidations, interest, and what the price itself took.
    """

    unit = NUMERAIRE

    @override
    def measure(self, tables: RunTables) -> dict[str, float]:
        rows = in_bands(tables)
        by_venue = rows["lost"].groupby(rows["venue"]).sum()
        names = [venue for venue in tables.pools if venue in tables.exchanges]
        return {"total": float(rows["lost"].sum())} | {
            f"pool.{venue}": float(by_venue.get(venue, 0.0)) for venue in names
        }
