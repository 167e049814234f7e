"""What defaults of clearing members cost beyond their margin, and who paid."""

from types import MappingProxyType

from typing_extensions import override

from firesale.analysis.metrics.base import NUMERAIRE, Metric
from firesale.analysis.tables import RunTables
from firesale.market.events import ClearingRecorded, LossAbsorbed, MemberDefaulted

BEARERS = MappingProxyType(
    {
        "defaulter": "defaulter",
        "capital": "clearing house",
        "fund": "default fund",
        "assessed": "members",
        "gains": "gainers",
        "nobody": "nobody",
    }
)
"""Names of the numbers, and the bearers that events name."""


class DefaultFundUsed(Metric):
    """Members that defaulted, the losses that their margin did not cover, who bore them, and the part of the default fund at
    the first record that was used (the defaulter's own contribution included). Ignores what takers of
    a portfolio gain or lose with it later, and the cost of closing out that margin paid for.
    """

    unit = NUMERAIRE
    units = MappingProxyType({"defaults": "members", "share": "fraction"})

    @override
    def measure(self, tables: RunTables) -> dict[str, float]:
        absorbed = tables.table(LossAbsorbed)
        absorbed = absorbed[absorbed["venue"].isin(tables.venues("clearing_house"))]
        by_bearer = absorbed.groupby("bearer")["amount"].sum()
        parts = {name: float(by_bearer.get(bearer, 0.0)) for name, bearer in BEARERS.items()}
        fund = tables.table(ClearingRecorded).drop_duplicates("venue")["default_fund"].sum()
        used = parts["defaulter"] + parts["fund"]
        return {
            "defaults": float(len(tables.table(MemberDefaulted))),
            "loss": float(absorbed["amount"].sum()),
            **parts,
            "share": used / float(fund) if fund > 0.0 else 0.0,
        }
