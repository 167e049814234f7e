"""What acting cost."""

from typing_extensions import override

from firesale.analysis.distress import liquidations
from firesale.analysis.metrics.base import NUMERAIRE, Metric
from firesale.analysis.tables import RunTables
from firesale.market.events import FeePaid, FlashLoaned, Swapped


class Fees(Metric):
    """Fees paid: priority fees, swap fees, flash-loan fees (at fundamental prices) and the protocols' share of seized
    collateral (oracle prices).

    Ignores interest, slippage and the liquidators' discount. An asset without a fundamental price counts nothing.
    """

    unit = NUMERAIRE

    @override
    def measure(self, tables: RunTables) -> dict[str, float]:
        swaps, loans = tables.table(Swapped), tables.table(FlashLoaned)
        fees = {
            "priority": float(tables.table(FeePaid)["amount"].sum()),
            "swap": float((swaps["fee"] * tables.fundamental(swaps["asset_in"], swaps["step"])).sum()),
            "flash_loan": float((loans["fee"] * tables.fundamental(loans["asset"], loans["step"])).sum()),
            "liquidation": float(liquidations(tables)["fee_value"].sum()),
        }
        return {"total": sum(fees.values())} | fees
