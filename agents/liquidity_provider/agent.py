"""The liquidity provider as a Mesa agent."""

from firesale.agents.base import MarketAgent


class LiquidityProvider(MarketAgent):
    """Keeps assets in an exchange for its fees."""
