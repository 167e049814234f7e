"""The leveraged trader as a Mesa agent."""

from firesale.agents.base import MarketAgent
from firesale.agents.leveraged_trader.base import LeveragedStrategy
from firesale.agents.leveraged_trader.perpetual_base import PerpetualStrategy


class LeveragedTrader(MarketAgent):
    """Borrows to hold more of an asset than it owns."""

    @property
    def health_factor(self) -> float:
        """Health of the position at oracle prices now: below 1 it may be liquidated; infinite without debt."""
        strategy = self.cohort.strategy
        if isinstance(strategy, PerpetualStrategy):
            return self._market.health_of(self.account, strategy.venue)
        assert isinstance(strategy, LeveragedStrategy)
        return self._market.health_of(self.account, strategy.pool)
