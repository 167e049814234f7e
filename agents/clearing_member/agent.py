"""The clearing member as a Mesa agent."""

from firesale.agents.base import MarketAgent


class ClearingMember(MarketAgent):
    """Has positions at a clearing house."""
