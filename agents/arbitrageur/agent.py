"""The arbitrageur as a Mesa agent."""

from firesale.agents.base import MarketAgent


class Arbitrageur(MarketAgent):
    """Trades between venues until their prices agree."""
