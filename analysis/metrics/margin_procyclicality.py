"""How much margin requirements rise within a run."""

from typing_extensions import override

from firesale.analysis.metrics.base import Metric
from firesale.analysis.tables import RunTables
from firesale.market.events import AssetListed


class MarginProcyclicality(Metric):
    """The largest rise of a haircut (1 - liquidation threshold) from a low to a later high, over all pools and collaterals:
    as a difference, and the high over the low. 0 and 1 where thresholds stand still.

    Source: the peak-to-trough ratio of Murphy, Vasios and Vause (2014), Bank of England Financial Stability Paper 29. It
    ignores what prices did meanwhile, multiples of single accounts, and in the ratio a low of 0.
    """

    unit = "fraction of value; ratio"

    @override
    def measure(self, tables: RunTables) -> dict[str, float]:
        listed = tables.table(AssetListed)
        listed = listed[listed["use"] == "collateral"]
        rise, ratio = 0.0, 1.0
        for _, thresholds in listed.groupby(["venue", "asset"])["liquidation_threshold"]:
            haircut = 1.0 - thresholds
            low = haircut.cummin()
            rise = max(rise, float((haircut - low).max()))
            known = low > 0.0
            if known.any():
                ratio = max(ratio, float((haircut[known] / low[known]).max()))
        return {"largest_rise": rise, "high_over_low": ratio}
