"""Depositors of a stability pool pay the debt of a liquidated vault with their coins, and get its collateral."""

from firesale.analysis.contagion.losses.shares import Shares
from firesale.analysis.contagion.losses.vault_closings import shared_out
from firesale.analysis.tables import RunTables
from firesale.market.events import DebtOffset, StabilityLossShared


def stability_pool(tables: RunTables) -> Shares:
    """Per draw: debt that was paid less collateral received, at the oracle's price."""
    return shared_out(tables, "stability_pool", "depositors", DebtOffset, StabilityLossShared, "gained")
