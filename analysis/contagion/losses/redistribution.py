"""Other vaults take over the debt and the collateral of a liquidated vault."""

from firesale.analysis.contagion.losses.shares import Shares
from firesale.analysis.contagion.losses.vault_closings import shared_out
from firesale.analysis.tables import RunTables
from firesale.market.events import DebtRedistributed, RedistributionReceived


def redistribution(tables: RunTables) -> Shares:
    """Per redistribution: debt taken over less collateral received, at the oracle's price."""
    return shared_out(tables, "redistribution", "other vaults", DebtRedistributed, RedistributionReceived, "received")
