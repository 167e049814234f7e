"""The liquidator as a Mesa agent."""

from firesale.agents.base import MarketAgent


class Liquidator(MarketAgent):
    """Closes unsafe positions for profit."""
