"""What auctions brought."""

from types import MappingProxyType

from typing_extensions import override

from firesale.analysis.auctions import ended_lots
from firesale.analysis.metrics.base import Metric
from firesale.analysis.tables import RunTables


class AuctionRevenue(Metric):
    """Of all lots sold together: the part of the debt that was recovered, the price per worth of the collateral at the oracle's price, and how long
    a lot took, in the mean.

    What was raised beyond a lot's debt does not make good for another. NaN if none was sold; ignores lots still on sale and storefronts.
    """

    unit = "fraction of the debt"
    units = MappingProxyType({"price": "fraction of the oracle's price", "seconds": "seconds"})

    @override
    def measure(self, tables: RunTables) -> dict[str, float]:
        lots = ended_lots(tables)
        debt, worth = float(lots["debt"].sum()), float(lots["worth"].sum())
        nan = float("nan")
        return {
            "recovered": 1.0 - float(lots["uncovered"].sum()) / debt if debt > 0.0 else nan,
            "price": float(lots["raised"].sum()) / worth if worth > 0.0 else nan,
            "seconds": float(lots["seconds"].mean()) if len(lots) else nan,
        }
