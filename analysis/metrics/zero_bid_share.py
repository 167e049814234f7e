"""Auctions won with next to nothing."""

from types import MappingProxyType

from typing_extensions import override

from firesale.analysis.auctions import ended_lots
from firesale.analysis.metrics.base import Metric
from firesale.analysis.tables import RunTables

NEXT_TO_NOTHING = 0.01
"""Part of what the collateral was worth at the oracle's price."""


class ZeroBidShare(Metric):
    """Share of the lots sold for at most a hundredth of what they were worth at the oracle's price, how many lots were sold, and the value that
    went for nothing.

    Each lot counts the same. NaN if none was sold; ignores lots still on sale. The published count of March 2020 takes bids of zero; here nobody
    can bid nothing.
    """

    unit = "fraction of the lots"
    units = MappingProxyType({"lots": "lots", "worth": "units of the debt asset"})

    @override
    def measure(self, tables: RunTables) -> dict[str, float]:
        lots = ended_lots(tables)
        nothing = lots["raised"] <= NEXT_TO_NOTHING * lots["worth"]
        share = float(nothing.mean()) if len(lots) else float("nan")
        return {"share": share, "lots": float(len(lots)), "worth": float(lots.loc[nothing, "worth"].sum())}
