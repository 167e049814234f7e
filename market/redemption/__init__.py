"""On what terms coins are returned to the vaults that minted them."""

from firesale.market.redemption.closed import Closed
from firesale.market.redemption.lowest_rate_first import LowestRateFirst
from firesale.market.redemption.riskiest_first import RiskiestFirst
from firesale.market.registry import registry

REDEMPTIONS = registry(closed=Closed, riskiest_first=RiskiestFirst, lowest_rate_first=LowestRateFirst)
