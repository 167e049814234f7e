"""What every strategy of a leveraged trader needs to know: where its position is and where it trades."""

from dataclasses import dataclass

from firesale.agents.base import Strategy
from firesale.market.checks import AssetName, ExchangeName, PoolName


@dataclass(frozen=True)
class LeveragedStrategy(Strategy):
    """A position of one collateral against one debt in one pool, traded on one exchange whose base is the collateral and whose quote is the debt."""

    pool: PoolName
    collateral: AssetName
    debt: AssetName
    exchange: ExchangeName
