"""The oracle manipulator as a Mesa agent."""

from firesale.agents.base import MarketAgent


class OracleManipulator(MarketAgent):
    """Moves a price to profit from whoever believes it."""
