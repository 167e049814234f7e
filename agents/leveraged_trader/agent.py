"""The leveraged trader as a Mesa agent."""

from firesale.agents.base import MarketAgent
from firesale.agents.leveraged_trader.base import LeveragedStrategy


class LeveragedTrader(MarketAgent):
    """Borrows to hold more of an asset than it owns."""

    @property
    def health_factor(self) -> float:
        """Health of the position at oracle prices now: below 1 it may be liquidated; infinite without debt."""
        strategy = self.cohort.strategy
        assert isinstance(strategy, LeveragedStrategy)
        return self._market.health_of(self.account, strategy.pool)
