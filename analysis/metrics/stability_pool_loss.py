"""What depositors of stability pools and owners of vaults lost by other vaults' liquidations."""

import pandas as pd
from typing_extensions import override

from firesale.analysis.metrics.base import NUMERAIRE, Metric
from firesale.analysis.tables import RunTables
from firesale.market.events import RedistributionReceived, StabilityLossShared


class StabilityPoolLoss(Metric):
    """Coins less the collateral that came for them, at the oracle price of that moment: negative where it was worth more than the coins.

    `pool` of depositors, `redistribution` of the vaults that took debts over, `drawn` the coins that pools paid. Coins count as one numeraire.
    Ignores what becomes of the collateral afterwards, and the market price of the coin.
    """

    unit = NUMERAIRE

    @override
    def measure(self, tables: RunTables) -> dict[str, float]:
        shared, received = tables.table(StabilityLossShared), tables.table(RedistributionReceived)
        pool, others = _loss(shared, "gained"), _loss(received, "received")
        return {"total": pool + others, "pool": pool, "redistribution": others, "drawn": float(shared["amount"].sum())}


def _loss(rows: pd.DataFrame, collateral: str) -> float:
    return float(rows["amount"].sum() - (rows[collateral] * rows["collateral_price"]).sum())
