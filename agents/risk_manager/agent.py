"""The risk manager as a Mesa agent."""

from firesale.agents.base import MarketAgent


class RiskManager(MarketAgent):
    """May set the thresholds of the pool that its strategy names."""
