"""On what terms an unsafe position is closed."""

from firesale.market.liquidation.absorb import Absorb
from firesale.market.liquidation.dutch_auction import DutchAuction
from firesale.market.liquidation.english_auction import EnglishAuction
from firesale.market.liquidation.fixed_spread import FixedSpread
from firesale.market.liquidation.stability_pool import StabilityPool
from firesale.market.registry import registry

LIQUIDATIONS = registry(
    fixed_spread=FixedSpread,
    dutch_auction=DutchAuction,
    english_auction=EnglishAuction,
    stability_pool=StabilityPool,
    absorb=Absorb,
)
