"""The lender as a Mesa agent."""

from firesale.agents.base import MarketAgent


class Lender(MarketAgent):
    """Supplies a pool and may withdraw."""
