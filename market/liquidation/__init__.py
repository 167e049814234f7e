"""On what terms an unsafe position is closed."""

from firesale.market.liquidation.fixed_spread import FixedSpread
from firesale.market.liquidation.stability_pool import StabilityPool
from firesale.market.registry import registry

LIQUIDATIONS = registry(fixed_spread=FixedSpread, stability_pool=StabilityPool)
