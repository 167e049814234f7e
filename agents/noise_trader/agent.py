"""The noise trader as a Mesa agent."""

from firesale.agents.base import MarketAgent


class NoiseTrader(MarketAgent):
    """Trades for reasons of its own."""
